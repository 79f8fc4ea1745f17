package io.venturi.examples.deploy.rules;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An example: series, and whether an alert fires with them.
 *
 * @param fires whether it does, once
 * @param value the alert's value, where it does
 * @param input the series that it is about
 * @param neighbours other series, which are to make no difference
 */
record AlertCase(boolean fires, double value, List<TestSeries> input, List<TestSeries> neighbours) {

    static AlertCase firing(double value, TestSeries... input) {
        return new AlertCase(true, value, List.of(input), List.of());
    }

    static AlertCase silent(TestSeries... input) {
        return new AlertCase(false, Double.NaN, List.of(input), List.of());
    }

    AlertCase withValue(double other) {
        return new AlertCase(fires, other, input, neighbours);
    }

    /** The same beside others. */
    AlertCase beside(List<TestSeries> others) {
        return new AlertCase(fires, value, input, others);
    }

    /** Everything that Prometheus sees. */
    List<TestSeries> scraped() {
        return Stream.concat(input.stream(), neighbours.stream()).toList();
    }

    /** What a label of the alert is: as the first series that sets it has it, else as usual. */
    String label(String name) {
        Map<String, String> set = input.stream()
                .flatMap(series -> series.labels().entrySet().stream())
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (first, later) -> first));
        return set.getOrDefault(name, SampleLabels.of(name));
    }
}
