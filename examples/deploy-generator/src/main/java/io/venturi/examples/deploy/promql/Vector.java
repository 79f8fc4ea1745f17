package io.venturi.examples.deploy.promql;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A PromQL expression for an instant vector, which knows what labels its elements have. Operators between vectors whose
 * labels differ would match nothing and show nothing: they are refused here. Immutable.
 */
public final class Vector {

    private static final Pattern RECORDED = Pattern.compile("[\\w:]+");

    private final String text;
    private final Precedence precedence;
    private final Set<String> labels;
    private final Set<String> meters;

    Vector(String text, Precedence precedence, Set<String> labels, Set<String> meters) {
        this.text = text;
        this.precedence = precedence;
        this.labels = Set.copyOf(labels);
        this.meters = Set.copyOf(meters);
    }

    /** The PromQL. */
    public String text() {
        return text;
    }

    /** The labels of its elements. */
    public Set<String> labels() {
        return labels;
    }

    /** Names of the meters that it reads, without the namespace. */
    public Set<String> meters() {
        return meters;
    }

    /** What a recording rule keeps of this expression, under a name of its own. */
    public Vector recordedAs(String name) {
        return new Vector(name, Precedence.ATOM, labels, meters);
    }

    /** Sums by labels. */
    public Vector sumBy(String... by) {
        return aggregated("sum", by);
    }

    /** Greatest values by labels. */
    public Vector maxBy(String... by) {
        return aggregated("max", by);
    }

    /** Least values by labels. */
    public Vector minBy(String... by) {
        return aggregated("min", by);
    }

    /** How many elements there are, by labels. */
    public Vector countBy(String... by) {
        return aggregated("count", by);
    }

    private Vector aggregated(String operation, String... by) {
        List<String> kept = List.of(by);
        if (!labels.containsAll(kept)) {
            throw new IllegalArgumentException(text + " has no labels " + kept + ", but " + labels);
        }
        String grouping = by.length == 0 ? "" : " by (" + String.join(", ", by) + ") ";
        return new Vector(operation + grouping + "(" + text + ")", Precedence.ATOM, Set.copyOf(kept), meters);
    }

    /** Means over a window of what these elements were, step by step; steps without an element do not count. */
    public Vector meanOver(String window) {
        return new Vector("avg_over_time((" + text + ")[" + window + ":])", Precedence.ATOM, labels, meters);
    }

    /** The least value of each element in a window. */
    public Vector leastIn(String window) {
        String range = RECORDED.matcher(text).matches() ? text + "[" + window + "]" : "(" + text + ")[" + window + ":]";
        return new Vector("min_over_time(" + range + ")", Precedence.ATOM, labels, meters);
    }

    /** The values of so long ago. */
    public Vector before(String duration) {
        if (!RECORDED.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    text + " is worked out anew each time: ask for the past of what is recorded");
        }
        return new Vector(text + " offset " + duration, Precedence.ATOM, labels, meters);
    }

    /** Sum of elements with equal labels. */
    public Vector plus(Vector other) {
        return arithmetic("+", Precedence.SUM, other);
    }

    /** Difference of elements with equal labels. */
    public Vector minus(Vector other) {
        return arithmetic("-", Precedence.SUM, other);
    }

    /** Quotient of elements with equal labels. */
    public Vector dividedBy(Vector other) {
        return arithmetic("/", Precedence.PRODUCT, other);
    }

    /** Each element times the one of the other side that has its values of all labels which that side has. */
    public Vector timesItsOwn(Vector other) {
        return withItsOwn("*", Precedence.PRODUCT, other);
    }

    /** Elements smaller than the one of the other side that has their values of all labels which that side has. */
    public Vector belowItsOwn(Vector other) {
        return withItsOwn("<", Precedence.COMPARISON, other);
    }

    private Vector withItsOwn(String operator, Precedence binding, Vector other) {
        if (!labels.containsAll(other.labels)) {
            throw new IllegalArgumentException(text + " has the labels " + labels + ", " + other.text + " has "
                    + other.labels + ": nothing would match");
        }
        String matching = labels.equals(other.labels) ? "" : on(other) + "group_left () ";
        return joined(" " + operator + " " + matching, binding, other, labels);
    }

    private Vector arithmetic(String operator, Precedence binding, Vector other) {
        if (!labels.equals(other.labels)) {
            throw new IllegalArgumentException(text + " has the labels " + labels + ", " + other.text + " has "
                    + other.labels + ": nothing would match");
        }
        return joined(" " + operator + " ", binding, other, labels);
    }

    /** Each element times a number. */
    public Vector times(String number) {
        return withNumber(" * ", Precedence.PRODUCT, number);
    }

    /** A number less each element. */
    public Vector subtractedFrom(String number) {
        return new Vector(number + " - " + operand(Precedence.PRODUCT), Precedence.SUM, labels, meters);
    }

    /** Seconds since each element, which is a point in time. */
    public Vector age() {
        return subtractedFrom("time()");
    }

    /** Elements greater than a number; not those that are NaN. */
    public Vector above(String number) {
        return withNumber(" > ", Precedence.COMPARISON, number);
    }

    /** Elements equal to those of the other side, or greater; not where one is NaN. */
    public Vector atLeast(Vector other) {
        return arithmetic(">=", Precedence.COMPARISON, other);
    }

    /** Those elements of a recording rule that have these values of labels. */
    public Vector where(Map<String, String> values) {
        if (!RECORDED.matcher(text).matches() || !labels.containsAll(values.keySet())) {
            throw new IllegalArgumentException(text + " is not recorded with labels " + values.keySet());
        }
        String matchers = values.entrySet().stream()
                .map(value -> value.getKey() + "=\"" + value.getValue() + "\"")
                .collect(Collectors.joining(","));
        return new Vector(text + "{" + matchers + "}", Precedence.ATOM, labels, meters);
    }

    /** Elements greater than a number, or equal to it; not those that are NaN. */
    public Vector atLeast(String number) {
        return withNumber(" >= ", Precedence.COMPARISON, number);
    }

    /** Elements smaller than a number; not those that are NaN. */
    public Vector below(String number) {
        return withNumber(" < ", Precedence.COMPARISON, number);
    }

    /** Elements equal to a number. */
    public Vector equalTo(String number) {
        return withNumber(" == ", Precedence.COMPARISON, number);
    }

    private Vector withNumber(String operator, Precedence binding, String number) {
        return new Vector(operand(binding) + operator + number, binding, labels, meters);
    }

    /** Elements that are NaN: those that differ from themselves. */
    public Vector unknown() {
        String operand = operand(Precedence.SUM);
        return new Vector(operand + " != " + operand, Precedence.COMPARISON, labels, meters);
    }

    /** Those elements for which the other side has one with the same values of the labels that both have. */
    public Vector and(Vector other) {
        return joined(" and " + on(other), Precedence.AND, other, labels);
    }

    /** Those elements for which the other side has none with the same values of the labels that both have. */
    public Vector unless(Vector other) {
        return joined(" unless " + on(other), Precedence.AND, other, labels);
    }

    /** These elements, and those of the other side that are not among them. */
    public Vector or(Vector other) {
        if (!labels.equals(other.labels)) {
            throw new IllegalArgumentException(
                    text + " has the labels " + labels + ", " + other.text + " has " + other.labels);
        }
        return joined(" or ", Precedence.OR, other, labels);
    }

    /** These elements, and 0 where only the other side has one: what never happened is counted, too. */
    public Vector orZeroWhere(Vector other) {
        return or(other.times("0"));
    }

    /** One element, without labels, where there is none. */
    public static Vector absent(Series series) {
        return new Vector("absent(" + series.selector() + ")", Precedence.ATOM, Set.of(), series.meters());
    }

    private String on(Vector other) {
        if (labels.equals(other.labels)) {
            return "";
        }
        Set<String> shared = new LinkedHashSet<>(labels);
        shared.retainAll(other.labels);
        if (shared.isEmpty()) {
            throw new IllegalArgumentException(text + " and " + other.text + " share no label");
        }
        return "on (" + String.join(", ", shared.stream().sorted().toList()) + ") ";
    }

    private Vector joined(String operator, Precedence binding, Vector other, Set<String> result) {
        // The right side of an operator must bind more tightly: operators of one rank group to the left.
        Precedence right = Precedence.values()[binding.ordinal() + 1];
        Set<String> both = new LinkedHashSet<>(meters);
        both.addAll(other.meters);
        return new Vector(operand(binding) + operator + other.operand(right), binding, result, both);
    }

    private String operand(Precedence least) {
        return precedence.compareTo(least) < 0 ? "(" + text + ")" : text;
    }
}
