package io.venturi.jdbc.store.history;

import io.venturi.histogram.HistogramSnapshot;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Sketches that become one. Not thread-safe. */
final class MergedSketch {

    private @Nullable HistogramSnapshot merged;
    private long damaged;

    /** Adds one, unless there is none, or it cannot be read or does not hold that many values: then it is counted as damaged. */
    void add(long count, double sum, double max, byte @Nullable [] sketch) {
        @Nullable HistogramSnapshot one = sketch == null ? null : read(sketch, sum, max);
        if (one == null || one.count() != count) {
            damaged++;
        } else {
            merged = merged == null ? one : merged.plus(one);
        }
    }

    private static @Nullable HistogramSnapshot read(byte[] sketch, double sum, double max) {
        try {
            return HistogramSnapshot.ofSketch(sketch, sum, max);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    Optional<HistogramSnapshot> snapshot() {
        return Optional.ofNullable(merged);
    }

    long damaged() {
        return damaged;
    }
}
