package io.venturi.examples.deploy.rules;

import io.venturi.examples.deploy.promql.Series;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A series that a unit test makes up: labels and values for each step.
 *
 * @param series its name, and what labels it has
 * @param labels values of labels, where they are not the usual ones
 * @param course how its value goes
 */
record TestSeries(Series series, Map<String, String> labels, Course course) {

    /** How a value goes from the first step to the last. */
    @FunctionalInterface
    interface Course {
        /** In promtool's notation, for this many steps after the first, each so many seconds. */
        String notation(long steps, long stepSeconds);
    }

    /** The same value throughout. */
    static TestSeries steady(Series series, double value) {
        return new TestSeries(series, Map.of(), (steps, step) -> text(value) + "x" + steps);
    }

    /** From 0 upwards, so much a second; of a point in time, 1 a second means always now. */
    static TestSeries rising(Series series, double perSecond) {
        return new TestSeries(series, Map.of(), (steps, step) -> "0+" + text(perSecond * step) + "x" + steps);
    }

    /** There, and not a number. */
    static TestSeries unknown(Series series) {
        return new TestSeries(series, Map.of(), (steps, step) -> "NaN+0x" + steps);
    }

    /** The value for the first steps, then gone as if it were not scraped any more. */
    static TestSeries vanishing(Series series, double value) {
        return new TestSeries(series, Map.of(), (steps, step) -> text(value) + "x3 stale _x" + steps);
    }

    /** There until so many seconds before the end, then gone as if it were not scraped any more. */
    static TestSeries ending(Series series, double value, double secondsBeforeEnd) {
        return new TestSeries(series, Map.of(), (steps, step) -> {
            long late = Math.min(steps, (long) (secondsBeforeEnd / step));
            return text(value) + "x" + (steps - late) + " stale _x" + late;
        });
    }

    /** One value until so many seconds before the end, then another. */
    static TestSeries turning(Series series, double from, double to, double secondsBeforeEnd) {
        return new TestSeries(series, Map.of(), (steps, step) -> {
            long late = Math.min(steps, (long) (secondsBeforeEnd / step));
            return text(from) + "x" + Math.max(0, steps - late - 1) + " " + text(to) + "x" + late;
        });
    }

    /** Not there until so many seconds before the end. */
    static TestSeries born(Series series, double value, double secondsBeforeEnd) {
        return new TestSeries(series, Map.of(), (steps, step) -> {
            long late = Math.min(steps, (long) (secondsBeforeEnd / step));
            return "_x" + (steps - late) + " " + text(value) + "x" + late;
        });
    }

    /** There once, so many seconds before the end, then gone as if it were not scraped any more. */
    static TestSeries passing(Series series, double value, double secondsBeforeEnd) {
        return new TestSeries(series, Map.of(), (steps, step) -> {
            long late = Math.min(steps, (long) (secondsBeforeEnd / step));
            return "_x" + (steps - late) + " " + text(value) + " stale _x" + late;
        });
    }

    /** A point in time, so many seconds before the end, and not there until then. */
    static TestSeries since(Series series, double secondsBeforeEnd) {
        return new TestSeries(series, Map.of(), (steps, step) -> {
            long late = Math.min(steps, (long) (secondsBeforeEnd / step));
            return "_x" + (steps - late) + " " + (steps - late) * step + "x" + late;
        });
    }

    /** Changes so often, at the last steps. */
    static TestSeries changing(Series series, int changes) {
        return new TestSeries(series, Map.of(), (steps, step) -> {
            StringBuilder values = new StringBuilder("1000x" + (steps - changes - 1));
            for (int i = 1; i <= changes; i++) {
                values.append(' ').append(1000 + i);
            }
            return values.append(" ").append(1000 + changes).toString();
        });
    }

    /** The same with another value of a label than the usual. */
    TestSeries with(String label, String value) {
        if (!series.labels().contains(label)) {
            throw new IllegalArgumentException(series.name() + " has no label " + label);
        }
        Map<String, String> more = new LinkedHashMap<>(labels);
        more.put(label, value);
        return new TestSeries(series, more, course);
    }

    /** As promtool selects it. */
    String selector() {
        StringBuilder text = new StringBuilder(series.name());
        String separator = "{";
        for (String label : series.labels().stream().sorted().toList()) {
            String value = labels.getOrDefault(label, SampleLabels.of(label));
            text.append(separator).append(label).append("=\"").append(value).append('"');
            separator = ",";
        }
        return text.append('}').toString();
    }

    /** In promtool's notation, for so many seconds. */
    String values(long seconds, long stepSeconds) {
        return course.notation((seconds + stepSeconds - 1) / stepSeconds, stepSeconds);
    }

    private static String text(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }
}
