package io.venturi.jdbc.store.history;

import io.venturi.jdbc.SchemaTransactions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds out of which time there are raw records of distributions and buckets. */
final class KeptTimesReader {

    /** One that is being detached is not read any more by way of its parent. */
    private static final String RAW = """
            SELECT lower_bound, upper_bound FROM %s()
             WHERE parent = 'metric_distribution' AND NOT detaching AND lower_bound < ? AND upper_bound > ?
             ORDER BY lower_bound""";

    /** What was deleted is older than all that is left. */
    private static final String ROLLED_UP = """
            SELECT (SELECT min(done_until) FROM %1$s WHERE kind = 'distributions'),
                   (SELECT min(period_start) FROM %2$s WHERE period = 'hourly'),
                   (SELECT min(period_start) FROM %2$s WHERE period = 'daily'),
                   (SELECT min(period_start) FROM %2$s WHERE period = 'weekly')""";

    /** Buckets that have other values than what they are made of: whoever makes them is not done. */
    private static final String DIFFERING = """
            WITH fine AS (
              SELECT date_bin(? * interval '1 second', period_start, '1970-01-05 00:00:00+00') AS start, dimensions_hash,
                     sum(count_value)::bigint AS counted
                %1$s GROUP BY 1, 2
            ), coarse AS (
              SELECT period_start AS start, dimensions_hash, count_value AS counted %1$s
            )
            SELECT DISTINCT start FROM fine FULL JOIN coarse USING (start, dimensions_hash)
             WHERE fine.counted IS DISTINCT FROM coarse.counted""";

    private final String raw;
    private final String rolledUp;
    private final String aggregated;

    KeptTimesReader(SchemaTransactions transactions) {
        this.aggregated = transactions.relation("aggregated_metrics");
        this.raw = RAW.formatted(transactions.relation("metric_partitions"));
        this.rolledUp = ROLLED_UP.formatted(transactions.relation("rollup_progress"), aggregated);
    }

    /** What is kept of a time, for these series and steps of that length. */
    KeptTimes read(Connection connection, TimeRange range, Duration step, BucketSelection buckets) throws SQLException {
        KeptTimes kept = KeptTimes.of(raw(connection, range), rolledUp(connection));
        kept = checked(connection, kept, range, step, buckets, RollupPeriod.DAILY);
        return checked(connection, kept, range, step, buckets, RollupPeriod.WEEKLY);
    }

    private List<TimeRange> raw(Connection connection, TimeRange range) throws SQLException {
        List<TimeRange> kept = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(raw)) {
            statement.setObject(1, BucketSelection.time(range.to()));
            statement.setObject(2, BucketSelection.time(range.from()));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    TimeRange partition = new TimeRange(instant(row, 1), instant(row, 2));
                    partition.common(range).ifPresent(common -> TimeRange.append(kept, common));
                }
            }
        }
        return kept;
    }

    private static Instant instant(ResultSet row, int column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private Map<RollupPeriod, TimeRange> rolledUp(Connection connection) throws SQLException {
        Map<RollupPeriod, TimeRange> kept = new EnumMap<>(RollupPeriod.class);
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(rolledUp)) {
            row.next();
            @Nullable OffsetDateTime done = row.getObject(1, OffsetDateTime.class);
            for (RollupPeriod period : RollupPeriod.values()) {
                @Nullable OffsetDateTime first = row.getObject(2 + period.ordinal(), OffsetDateTime.class);
                if (done != null && first != null) {
                    TimeRange.between(period.next(first.toInstant()), period.start(done.toInstant()))
                            .ifPresent(range -> kept.put(period, range));
                }
            }
        }
        return kept;
    }

    /** Without the buckets that differ from the finer ones, where these are all there. */
    private KeptTimes checked(
            Connection connection,
            KeptTimes kept,
            TimeRange range,
            Duration step,
            BucketSelection buckets,
            RollupPeriod period)
            throws SQLException {
        Optional<RollupPeriod> finer = period.finer();
        Optional<TimeRange> whole = finer.flatMap(kept::rolledUp)
                .flatMap(range::common)
                .flatMap(both -> kept.rolledUp(period).flatMap(both::common))
                .flatMap(both -> TimeRange.between(period.next(both.from()), period.start(both.to())));
        if (finer.isEmpty() || whole.isEmpty() || step.compareTo(period.length()) < 0) {
            return kept;
        }
        Set<Instant> stale = new HashSet<>();
        kept.stale(finer.get()).forEach(start -> stale.add(period.start(start)));
        try (PreparedStatement statement = connection.prepareStatement(DIFFERING.formatted(buckets.from(aggregated)))) {
            statement.setLong(1, period.length().toSeconds());
            int at = buckets.bind(connection, statement, 2, finer.get(), whole.get());
            buckets.bind(connection, statement, at, period, whole.get());
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    stale.add(instant(row, 1));
                }
            }
        }
        return kept.without(period, stale);
    }
}
