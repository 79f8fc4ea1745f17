package io.venturi.jdbc.store.history;

import io.venturi.histogram.HistogramSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is known of the values of a time, in the series' unit. Immutable.
 *
 * <p>Where {@link #gaps} tells of times, the figures are of what is left of it.
 */
public final class Distribution {

    private final TimeRange range;
    private final Optional<HistogramSnapshot> snapshot;
    private final List<TimeRange> gaps;
    private final long damaged;

    Distribution(TimeRange range, Optional<HistogramSnapshot> snapshot, List<TimeRange> gaps, long damaged) {
        this.range = range;
        this.snapshot = snapshot;
        this.gaps = List.copyOf(gaps);
        this.damaged = damaged;
    }

    /** The time that was asked for. */
    public TimeRange range() {
        return range;
    }

    /** How many values there are. */
    public long count() {
        return snapshot.map(HistogramSnapshot::count).orElse(0L);
    }

    /** Their sum; 0 if there are none. */
    public double sum() {
        return snapshot.map(HistogramSnapshot::sum).orElse(0.0);
    }

    /** The greatest; NaN if there are none. */
    public double max() {
        return count() == 0 ? Double.NaN : snapshot.map(HistogramSnapshot::max).orElse(Double.NaN);
    }

    /** The arithmetic mean; NaN if there are no values. */
    public double mean() {
        return snapshot.map(HistogramSnapshot::mean).orElse(Double.NaN);
    }

    /**
     * The value that this share of all values is at or below, as precise as the sketches are; NaN if there are no values.
     *
     * @param q from 0 to 1, such as 0.99
     */
    public double quantile(double q) {
        if (!(q >= 0 && q <= 1)) {
            throw new IllegalArgumentException("a quantile is from 0 to 1, not " + q);
        }
        return snapshot.map(values -> values.quantile(q)).orElse(Double.NaN);
    }

    /** The values themselves, by cells; none if there are none. */
    public Optional<HistogramSnapshot> snapshot() {
        return snapshot;
    }

    /**
     * The parts of the time of which nothing is known: raw records that are gone while no bucket lies within the time that was asked
     * for, and what is before or after all that is kept. In order.
     */
    public List<TimeRange> gaps() {
        return gaps;
    }

    /** How many sketches could not be read; what they held is missing. */
    public long damaged() {
        return damaged;
    }

    /** Whether the figures are those of the whole time. */
    public boolean isComplete() {
        return gaps.isEmpty() && damaged == 0;
    }

    /** Steps that follow one another, as one. */
    static Distribution whole(List<Distribution> steps) {
        List<TimeRange> gaps = new ArrayList<>();
        steps.forEach(step -> gaps.addAll(step.gaps));
        return new Distribution(
                new TimeRange(
                        steps.get(0).range.from(),
                        steps.get(steps.size() - 1).range.to()),
                steps.stream().flatMap(step -> step.snapshot.stream()).reduce(HistogramSnapshot::plus),
                TimeRange.joined(gaps),
                steps.stream().mapToLong(Distribution::damaged).sum());
    }

    @Override
    public String toString() {
        return range + ": " + snapshot.map(HistogramSnapshot::toString).orElse("no values")
                + (isComplete() ? "" : ", without " + gaps + " and " + damaged + " damaged sketches");
    }
}
