package io.venturi.jdbc.store.rollup;

import io.venturi.histogram.HistogramSnapshot;
import io.venturi.histogram.HistogramSum;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What the sketches of a bucket come to. Not thread-safe. */
final class BucketSketch {

    private final Consumer<RuntimeException> unreadable;
    private final HistogramSum merged = new HistogramSum();
    private long damaged;

    BucketSketch(Consumer<RuntimeException> unreadable) {
        this.unreadable = unreadable;
    }

    /** Adds a sketch, as its row has it. One that is damaged is left out, and counted. */
    boolean add(long count, double sum, double max, byte @Nullable [] sketch) {
        try {
            merged.add(StoredSketch.read(count, sum, max, sketch));
            return true;
        } catch (RuntimeException e) {
            damaged++;
            unreadable.accept(e);
            return false;
        }
    }

    @Nullable
    HistogramSnapshot merged() {
        return merged.snapshot();
    }

    long damaged() {
        return damaged;
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
