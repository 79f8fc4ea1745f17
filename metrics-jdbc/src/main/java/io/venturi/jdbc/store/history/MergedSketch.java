package io.venturi.jdbc.store.history;

import io.venturi.histogram.HistogramSnapshot;
import io.venturi.histogram.HistogramSum;
import io.venturi.jdbc.store.rollup.StoredSketch;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Sketches that become one. Not thread-safe. */
final class MergedSketch {

    private final HistogramSum merged = new HistogramSum();
    private long damaged;

    /** Adds a row's, unless it is damaged, which is counted, as are those that were when the row was made. */
    void add(long count, double sum, double max, byte @Nullable [] sketch, long damagedBefore) {
        damaged += damagedBefore;
        try {
            merged.add(StoredSketch.read(count, sum, max, sketch));
        } catch (IllegalArgumentException e) {
            damaged++;
        }
    }

    Optional<HistogramSnapshot> snapshot() {
        return Optional.ofNullable(merged.snapshot());
    }

    long damaged() {
        return damaged;
    }
}
