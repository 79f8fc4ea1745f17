package io.venturi.jdbc.store;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes the series of one meter.
 *
 * @param name as Prometheus has it, without what is appended for its type
 * @param labels of all its series
 * @param help what it tells
 */
record MeterSeries(
        String name, Map<String, String> labels, @Nullable String help) {

    private static final String TOTAL = "_total";

    /**
     * Those of a meter.
     *
     * @param tags with names as Prometheus has them
     * @throws IllegalArgumentException if two tags have the same name then
     */
    static MeterSeries of(Meter.Id id, String name, List<Tag> tags) {
        MeterSeries series = new MeterSeries(name, Map.of(), id.getDescription());
        for (Tag tag : tags) {
            series = series.with(tag.getKey(), tag.getValue());
        }
        return series;
    }

    /** With one more label. */
    MeterSeries with(String label, String value) {
        Map<String, String> more = new HashMap<>(labels);
        if (more.put(label, value) != null) {
            throw new IllegalArgumentException("two of its tags are the label '" + label + "': rename one");
        }
        return new MeterSeries(name, more, help);
    }

    /** What Prometheus shows as a counter. */
    MetricSeries counter(String suffix, @Nullable String unit) {
        return series(suffix + TOTAL, SeriesType.COUNTER, unit);
    }

    /** A part of a distribution that only grows. */
    MetricSeries part(String suffix, @Nullable String unit) {
        return series(suffix, SeriesType.COUNTER, unit);
    }

    MetricSeries gauge(String suffix, @Nullable String unit) {
        return series(suffix, SeriesType.GAUGE, unit);
    }

    MetricSeries histogram(@Nullable String unit) {
        return series("", SeriesType.HISTOGRAM, unit);
    }

    private MetricSeries series(String suffix, SeriesType type, @Nullable String unit) {
        return MetricSeries.of(name + suffix, type, labels, unit, help);
    }
}
