package io.venturi.jdbc.store.history;

import io.venturi.jdbc.SchemaTransactions;
import io.venturi.jdbc.store.rollup.RollupPeriod;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds out of which time there are raw records of distributions and buckets that have all that theirs are made of. */
final class KeptTimesReader {

    /** One that is being detached is not read any more by way of its parent. */
    private static final String RAW = """
            SELECT lower_bound, upper_bound FROM %s()
             WHERE parent = 'metric_distribution' AND NOT detaching AND lower_bound < ? AND upper_bound > ?
             ORDER BY lower_bound""";

    /**
     * By period, from when and until when. What is left from before the retention may be what others of its time are gone of; and
     * where retention was shorter once, what is older than all that is left is gone, too.
     */
    private static final String ROLLED_UP = """
            SELECT r.kind, (SELECT min(b.period_start) FROM %2$s b WHERE b.kind = p.kind AND b.period = r.kind),
                   now() - make_interval(hours => 24 * r.keep_days),
                   CASE r.kind WHEN 'hourly' THEN p.done_until WHEN 'daily' THEN p.days_until ELSE p.weeks_until END
              FROM %1$s p CROSS JOIN %3$s r
             WHERE p.kind = 'distributions' AND r.kind IN ('hourly', 'daily', 'weekly')""";

    private static final String DUE = """
            SELECT DISTINCT period, period_start FROM %s
             WHERE kind = 'distributions' AND period_start >= ? AND period_start < ?""";

    private final String raw;
    private final String rolledUp;
    private final String due;
    private final String aggregated;

    KeptTimesReader(SchemaTransactions transactions) {
        this.aggregated = transactions.relation("aggregated_metrics");
        this.raw = RAW.formatted(transactions.relation("metric_partitions"));
        this.rolledUp = ROLLED_UP.formatted(
                transactions.relation("rollup_progress"), aggregated, transactions.relation("retention"));
        this.due = DUE.formatted(transactions.relation("rollup_due"));
    }

    /** What is kept of a time. */
    KeptTimes read(Connection connection, TimeRange range, BucketSelection buckets) throws SQLException {
        KeptTimes kept = KeptTimes.of(raw(connection, range), rolledUp(connection));
        addDue(connection, range, kept);
        addWithoutSketch(connection, range, buckets, RollupPeriod.DAILY, kept);
        addWithoutSketch(connection, range, buckets, RollupPeriod.WEEKLY, kept);
        return kept;
    }

    private List<TimeRange> raw(Connection connection, TimeRange range) throws SQLException {
        List<TimeRange> kept = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(raw)) {
            statement.setObject(1, BucketSelection.time(range.to()));
            statement.setObject(2, BucketSelection.time(range.from()));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    TimeRange.between(instant(row, 1), instant(row, 2))
                            .flatMap(range::common)
                            .ifPresent(common -> TimeRange.append(kept, common));
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
            while (row.next()) {
                RollupPeriod period = period(row);
                @Nullable OffsetDateTime first = row.getObject(2, OffsetDateTime.class);
                @Nullable OffsetDateTime done = row.getObject(4, OffsetDateTime.class);
                if (first != null && done != null) {
                    Instant from = TimeRange.later(first.toInstant(), instant(row, 3));
                    TimeRange.between(period.next(from), period.start(done.toInstant()))
                            .ifPresent(range -> kept.put(period, range));
                }
            }
        }
        return kept;
    }

    private static RollupPeriod period(ResultSet row) throws SQLException {
        return RollupPeriod.valueOf(row.getString(1).toUpperCase(Locale.ROOT));
    }

    /** Those that are to be rolled up first, or again. */
    private void addDue(Connection connection, TimeRange range, KeptTimes kept) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(due)) {
            statement.setObject(1, BucketSelection.time(RollupPeriod.WEEKLY.start(range.from())));
            statement.setObject(2, BucketSelection.time(range.to()));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    kept.addStale(period(row), instant(row, 2));
                }
            }
        }
    }

    /** Those whose sketch is not merged yet, or cannot be, while what it is made of is there. */
    private void addWithoutSketch(
            Connection connection, TimeRange range, BucketSelection buckets, RollupPeriod period, KeptTimes kept)
            throws SQLException {
        Optional<TimeRange> whole = period.finer()
                .flatMap(kept::rolledUp)
                .flatMap(range::common)
                .flatMap(both -> kept.rolledUp(period).flatMap(both::common))
                .flatMap(both -> TimeRange.between(period.next(both.from()), period.start(both.to())));
        if (whole.isEmpty()) {
            return;
        }
        String sql = "SELECT DISTINCT period_start " + buckets.from(aggregated) + " AND sketch IS NULL";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            buckets.bind(connection, statement, period, whole.get());
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    kept.addStale(period, instant(row, 1));
                }
            }
        }
    }
}
