package io.venturi.jdbc.store.rollup;

import io.venturi.histogram.HistogramSnapshot;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What the sketches of a bucket come to. Not thread-safe. */
final class BucketSketch {

    /** What roll-ups calculate with: sums of a great many are numbers still. */
    private static final double MOST = 1e290;

    private final Consumer<RuntimeException> unreadable;
    private @Nullable HistogramSnapshot merged;

    BucketSketch(Consumer<RuntimeException> unreadable) {
        this.unreadable = unreadable;
    }

    /** Adds a sketch, of values with this sum and maximum, in the unit that it leads to. One that cannot be read is left out. */
    boolean add(byte @Nullable [] sketch, double sum, double max) {
        try {
            if (sketch == null || !(sum <= MOST && max <= MOST)) {
                throw new IllegalArgumentException(
                        "a sketch has bytes, and a sum and a maximum below " + MOST + ", not " + sum + " and " + max);
            }
            HistogramSnapshot read = HistogramSnapshot.ofSketch(sketch, sum, max);
            merged = merged == null ? read : merged.plus(read);
            return true;
        } catch (RuntimeException e) {
            unreadable.accept(e);
            return false;
        }
    }

    @Nullable
    HistogramSnapshot merged() {
        return merged;
    }

    /** Binds p50, p95, p99 (null where there are no values) and the sketch itself, from this parameter on. */
    static void bind(PreparedStatement statement, int from, HistogramSnapshot values) throws SQLException {
        double[] quantiles = {0.5, 0.95, 0.99};
        for (int i = 0; i < quantiles.length; i++) {
            if (values.count() == 0) {
                statement.setNull(from + i, Types.DOUBLE);
            } else {
                statement.setDouble(from + i, values.quantile(quantiles[i]));
            }
        }
        statement.setBytes(from + quantiles.length, values.encode(1));
    }
}
