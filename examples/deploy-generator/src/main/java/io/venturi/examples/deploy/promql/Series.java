package io.venturi.examples.deploy.promql;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Series of one name, narrowed by matchers. Immutable.
 *
 * @param name the exposed name
 * @param labels the labels that these series have
 * @param meters the meters that they are of
 * @param matchers as PromQL writes them, without braces
 */
public record Series(String name, Set<String> labels, Set<String> meters, List<String> matchers) {

    /** Those with this value of a label. */
    public Series where(String label, String value) {
        return narrowed(label, "=", value);
    }

    /** Those without this value of a label. */
    public Series whereNot(String label, String value) {
        return narrowed(label, "!=", value);
    }

    /** Those whose label matches a regular expression as a whole. */
    public Series matching(String label, String expression) {
        return narrowed(label, "=~", expression);
    }

    private Series narrowed(String label, String operator, String value) {
        if (!labels.contains(label)) {
            throw new IllegalArgumentException(name + " has no label " + label + ", but " + labels);
        }
        List<String> more = Stream.concat(matchers.stream(), Stream.of(label + operator + '"' + escaped(value) + '"'))
                .toList();
        return new Series(name, labels, meters, more);
    }

    /** The newest value. */
    public Vector now() {
        return new Vector(selector(), Precedence.ATOM, labels, meters);
    }

    /** The value that was the newest so long ago. */
    public Vector before(String duration) {
        return new Vector(selector() + " offset " + duration, Precedence.ATOM, labels, meters);
    }

    /** Growth per second of a counter. */
    public Vector rate(String window) {
        return over("rate", window);
    }

    /** Growth of a counter in the window. */
    public Vector increase(String window) {
        return over("increase", window);
    }

    /** How often the value of a gauge changed in the window. */
    public Vector changes(String window) {
        return over("changes", window);
    }

    /** Slope per second of a gauge. */
    public Vector slope(String window) {
        return over("deriv", window);
    }

    /** The least value in the window. */
    public Vector leastIn(String window) {
        return over("min_over_time", window);
    }

    /** The newest value in the window, of series that are gone, too. */
    public Vector lastIn(String window) {
        return over("last_over_time", window);
    }

    /** How many values there are in the window: one for each scrape that showed the series. */
    public Vector samplesIn(String window) {
        return over("count_over_time", window);
    }

    private Vector over(String function, String window) {
        return new Vector(function + "(" + selector() + "[" + window + "])", Precedence.ATOM, labels, meters);
    }

    /** As PromQL selects them. */
    public String selector() {
        return matchers.isEmpty() ? name : name + "{" + String.join(",", matchers) + "}";
    }

    private static String escaped(String value) {
        return value.replace("\\", "\\\\").replace("\"", "\\\"");
    }
}
