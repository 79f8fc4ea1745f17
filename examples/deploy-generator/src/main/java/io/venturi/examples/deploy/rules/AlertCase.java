package io.venturi.examples.deploy.rules;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * An example: series, and whether an alert fires with them.
 *
 * @param fires whether it does
 * @param value the alert's value, where it does
 * @param input the series
 */
record AlertCase(boolean fires, double value, List<TestSeries> input) {

    static AlertCase firing(double value, TestSeries... input) {
        return new AlertCase(true, value, List.of(input));
    }

    static AlertCase silent(TestSeries... input) {
        return new AlertCase(false, Double.NaN, List.of(input));
    }

    /** What a label of the alert is: as the first series that sets it has it, else as usual. */
    String label(String name) {
        Map<String, String> set = input.stream()
                .flatMap(series -> series.labels().entrySet().stream())
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (first, later) -> first));
        return set.getOrDefault(name, SampleLabels.of(name));
    }
}
