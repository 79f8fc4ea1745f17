package io.venturi.jdbc.store.history;

import io.venturi.histogram.HistogramSnapshot;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Sketches that become one. Not thread-safe. */
final class MergedSketch {

    private @Nullable HistogramSnapshot merged;
    private long damaged;

    /** Adds one, unless it cannot be read or does not hold that many values: then it is counted as damaged. */
    void add(long count, double sum, double max, byte[] sketch) {
        try {
            HistogramSnapshot one = HistogramSnapshot.ofSketch(sketch, sum, max);
            if (one.count() == count) {
                merged = merged == null ? one : merged.plus(one);
                return;
            }
        } catch (IllegalArgumentException e) {
            // It is counted, and nothing is known of it.
        }
        damaged++;
    }

    Optional<HistogramSnapshot> snapshot() {
        return Optional.ofNullable(merged);
    }

    long damaged() {
        return damaged;
    }
}
