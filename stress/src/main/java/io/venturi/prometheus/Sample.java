package io.venturi.prometheus;

import java.util.List;

/** A sample as a scrape shows it. */
final class Sample {

    /** There is no such sample. */
    static final double ABSENT = -1;

    /** There is more than one. */
    static final double REPEATED = -2;

    private Sample() {}

    /** The value of a series. */
    static double of(VenturiPrometheusRegistry registry, String series) {
        List<String> values = registry.scrape()
                .lines()
                .filter(line -> line.startsWith(series + " "))
                .map(line -> line.substring(series.length() + 1))
                .toList();
        return switch (values.size()) {
            case 0 -> ABSENT;
            case 1 -> Double.parseDouble(values.get(0));
            default -> REPEATED;
        };
    }
}
