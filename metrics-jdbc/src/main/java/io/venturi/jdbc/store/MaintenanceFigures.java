package io.venturi.jdbc.store;

import io.micrometer.core.instrument.Clock;
import io.venturi.catalog.StoreCatalog;
import io.venturi.instrument.MeterScope;
import io.venturi.jdbc.SchemaTransactions;
import io.venturi.jdbc.SqlIdentifier;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How far partitions are made ahead and roll-ups are behind, as of the last look; unknown when that is too long ago. Thread-safe. */
final class MaintenanceFigures {

    /** Days ahead, and the seconds since the end of what all kinds are rolled up to; null where there is nothing that could be. */
    private static final String LOOK = """
            SELECT (SELECT count(*) FROM generate_series(1, 30) ahead
                     WHERE ahead < coalesce((SELECT min(missing) FROM generate_series(1, 30) missing
                       WHERE NOT %1$s.has_metric_partitions((clock_timestamp() AT TIME ZONE 'UTC')::date + missing)), 31)),
                   %1$s.metric_rollup_lag()""";

    private final Clock clock;
    private final long staleNanos;
    private volatile @Nullable Look last;

    private record Look(double daysAhead, double rollupLag, long nanos) {}

    MaintenanceFigures(MeterScope scope, Clock clock, Duration staleAfter) {
        this.clock = clock;
        this.staleNanos = staleAfter.toNanos();
        scope.gauge(StoreCatalog.PARTITIONS_AHEAD, this::daysAhead);
        scope.gauge(StoreCatalog.ROLLUP_LAG, this::rollupLag);
    }

    /** Looks. The answer is as old as the question. */
    void look(SchemaTransactions transactions) throws SQLException {
        long asked = clock.monotonicTime();
        last = transactions.write(connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet row =
                            statement.executeQuery(LOOK.formatted(SqlIdentifier.quoted(transactions.schema())))) {
                row.next();
                double daysAhead = row.getDouble(1);
                double lag = row.getDouble(2);
                return new Look(daysAhead, row.wasNull() ? Double.NaN : lag, asked);
            }
        });
    }

    private double daysAhead() {
        Look look = last;
        return look == null || age(look) > staleNanos ? Double.NaN : look.daysAhead;
    }

    private double rollupLag() {
        Look look = last;
        return look == null || age(look) > staleNanos ? Double.NaN : look.rollupLag + age(look) / 1e9;
    }

    private long age(Look look) {
        return clock.monotonicTime() - look.nanos;
    }
}
