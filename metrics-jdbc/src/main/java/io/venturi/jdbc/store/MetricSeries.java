package io.venturi.jdbc.store;

import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is sampled: a metric's name, its type and its labels, which tell it from all others of a runtime. Unit and help only
 * describe it. Immutable; equal where name, type and labels are.
 */
public final class MetricSeries {

    private final String name;
    private final SeriesType type;
    private final SortedMap<String, String> labels;
    private final @Nullable String unit;
    private final @Nullable String help;
    private final int hash;
    private final boolean storable;

    private MetricSeries(
            String name,
            SeriesType type,
            SortedMap<String, String> labels,
            @Nullable String unit,
            @Nullable String help) {
        this.name = name;
        this.type = type;
        this.labels = labels;
        this.unit = unit;
        this.help = help;
        this.hash = Objects.hash(name, type, labels);
        this.storable = StoredText.isStorable(name)
                && labels.entrySet().stream()
                        .allMatch(label ->
                                StoredText.isStorable(label.getKey()) && StoredText.isStorable(label.getValue()));
    }

    /**
     * A series.
     *
     * @param name as Prometheus shows it, such as {@code pipeline_cdc_events_received_total}
     * @throws IllegalArgumentException if the name is empty, or PostgreSQL cannot store some text, for a NUL in it
     */
    public static MetricSeries of(String name, SeriesType type, Map<String, String> labels) {
        return of(name, type, labels, null, null);
    }

    /**
     * A series that is described.
     *
     * @param unit of the values, such as {@code seconds}
     * @param help what it tells, in a sentence
     * @throws IllegalArgumentException as above
     */
    public static MetricSeries of(
            String name, SeriesType type, Map<String, String> labels, @Nullable String unit, @Nullable String help) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a series needs a name: give its metric's");
        }
        checked("metric name", name);
        labels.forEach((key, value) -> {
            checked("label name", key);
            checked("label " + key, value);
        });
        return new MetricSeries(name, type, Collections.unmodifiableSortedMap(new TreeMap<>(labels)), unit, help);
    }

    private static void checked(String what, String text) {
        int at = text.indexOf('\0');
        if (at >= 0) {
            throw new IllegalArgumentException(what + " '" + text.replace('\0', '\uFFFD') + "' has a NUL at " + at
                    + ", which PostgreSQL cannot store: leave it out");
        }
    }

    /** The metric's name. */
    public String name() {
        return name;
    }

    /** What its values are. */
    public SeriesType type() {
        return type;
    }

    /** Its labels, by name. */
    public SortedMap<String, String> labels() {
        return labels;
    }

    /** The unit of its values, if they have one. */
    public @Nullable String unit() {
        return unit;
    }

    /** What it tells. */
    public @Nullable String help() {
        return help;
    }

    /** Whether PostgreSQL takes name and labels as they are; asked of each sample, so looked up once. */
    boolean isStorable() {
        return storable;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MetricSeries that
                && hash == that.hash
                && name.equals(that.name)
                && type == that.type
                && labels.equals(that.labels);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return name + labels;
    }
}
