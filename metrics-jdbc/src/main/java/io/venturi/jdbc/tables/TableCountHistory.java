package io.venturi.jdbc.tables;

import io.venturi.instrument.Once;
import io.venturi.jdbc.SchemaTransactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import javax.sql.DataSource;

/**
 * What the runs of a collector have left in its schema. Each call is a transaction of its own; those that read work on a
 * standby. Thread-safe.
 *
 * <pre>{@code
 * TableCountHistory history = TableCountHistory.builder(dataSource, "metrics").build();
 * history.trend(new TableName("public", "orders"), dayAgo, now, 100);
 * }</pre>
 *
 * All throw {@link SQLException} where the database cannot be asked or the schema is not there.
 */
public final class TableCountHistory {
    /** As many as one call returns at most. */
    public static final int MAX_LIMIT = 10_000;

    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");

    private final SchemaTransactions transactions;
    private final ZoneId zone;
    private final RunHeaders headers;
    private final Measurements measurements;
    private final Snapshots snapshots;

    private TableCountHistory(Builder builder) {
        this.transactions = builder.transactions;
        this.zone = builder.zone.get();
        this.headers = new RunHeaders(transactions);
        this.measurements = new Measurements(transactions);
        this.snapshots = new Snapshots(transactions, builder.format.get());
    }

    /**
     * Begins to describe a history.
     *
     * @param schema the metrics schema of the collector
     */
    public static Builder builder(DataSource source, String schema) {
        return new Builder(source, schema);
    }

    /** The newest run that succeeded, with its counts. */
    public Optional<TableCountRun> latest() throws SQLException {
        return transactions.read(connection -> {
            Optional<TableCountRun> run = headers.latest(connection);
            return run.isPresent() ? Optional.of(measurements.addTo(connection, run.get())) : run;
        });
    }

    /** The snapshot of a day in the business time zone. */
    public Optional<DailyTableCounts> daily(LocalDate date) throws SQLException {
        return transactions.read(connection -> snapshots.day(connection, date));
    }

    /**
     * Runs that began in a time, without their counts, newest first; those that failed, too.
     *
     * @param from the earliest time
     * @param to the time after the latest
     * @param limit how many at most: the newest
     * @throws IllegalArgumentException if {@code from} is not before {@code to}, or the limit not within 1 and {@link
     *     #MAX_LIMIT}
     */
    public List<TableCountRun> runs(Instant from, Instant to, int limit) throws SQLException {
        check(from, to, limit);
        return transactions.read(connection -> headers.between(connection, time(from), time(to), limit));
    }

    /**
     * A table's rows in the runs of a time that succeeded, oldest first.
     *
     * @param from the earliest time that a run began
     * @param to the time after the latest
     * @param limit how many at most: the newest
     * @throws IllegalArgumentException as {@link #runs}
     */
    public List<TrendPoint> trend(TableName table, Instant from, Instant to, int limit) throws SQLException {
        check(from, to, limit);
        return transactions.read(connection -> measurements.trend(connection, table, time(from), time(to), limit));
    }

    /** How fast a table grew between these points, one after the other: one less than there are points. */
    public List<TableVelocity> velocity(TableName table, Instant from, Instant to, int limit) throws SQLException {
        return TableVelocity.between(trend(table, from, to, limit));
    }

    /** A time that the server knows, so that {@link Instant#MIN} and {@link Instant#MAX} may be given. */
    private static Instant time(Instant given) {
        return given.isBefore(EARLIEST) ? EARLIEST : given.isAfter(LATEST) ? LATEST : given;
    }

    private static void check(Instant from, Instant to, int limit) {
        if (!from.isBefore(to)) {
            throw new IllegalArgumentException("from " + from + " is not before to " + to + ": swap or widen them");
        }
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new IllegalArgumentException("limit is " + limit + "; give 1 to " + MAX_LIMIT);
        }
    }

    /**
     * Writes down what is known of a day from elsewhere, as a run at that day's end that succeeded, and as the day's
     * snapshot in place of any that is there.
     *
     * @param date the day in the business time zone, today at the latest
     * @param rows how many each table had
     * @return the run's id
     * @throws IllegalArgumentException if there are no rows, some are negative, or the day has not begun
     */
    public long backfill(LocalDate date, Map<TableName, Long> rows) throws SQLException {
        if (rows.isEmpty()) {
            throw new IllegalArgumentException("there are no tables to backfill " + date + " with: name at least one");
        }
        return transactions.write(connection -> {
            Instant at = endOf(date, ServerClock.POSTGRES.now(connection));
            long runId = headers.insert(connection, at, date, RunStatus.SUCCEEDED, "backfilled", RunRequest.ALL);
            measurements.insert(connection, runId, counts(rows, at));
            snapshots.addDay(connection, runId);
            return runId;
        });
    }

    private Instant endOf(LocalDate date, Instant now) {
        if (date.isAfter(LocalDate.ofInstant(now, zone))) {
            throw new IllegalArgumentException(
                    date + " has not begun in " + zone + ", where it is " + now.atZone(zone) + ": give a day that has");
        }
        // The column has microseconds.
        Instant end = date.plusDays(1).atStartOfDay(zone).toInstant().minusNanos(1_000);
        return end.isBefore(now) ? end : now;
    }

    private static List<TableCount> counts(Map<TableName, Long> rows, Instant at) {
        return new TreeMap<>(rows)
                .entrySet().stream()
                        .map(entry -> count(entry.getKey(), entry.getValue(), at))
                        .toList();
    }

    private static TableCount count(TableName table, Long rows, Instant at) {
        if (Objects.requireNonNull(rows, "rows of " + table) < 0) {
            throw new IllegalArgumentException(table + " has " + rows + " rows: give 0 or more");
        }
        return new TableCount(table, CountMethod.QUERY, rows, at, Duration.ZERO, null, Map.of(), null);
    }

    /**
     * Makes a day's snapshot again, of the measurements of its last run that succeeded. A snapshot of a newer run, whose
     * measurements are not kept any more, stays.
     *
     * @return the snapshot; empty, and nothing changed, where no such run is kept
     */
    public Optional<DailyTableCounts> rebuildDaily(LocalDate date) throws SQLException {
        return transactions.write(connection -> rebuildDaily(connection, date));
    }

    private Optional<DailyTableCounts> rebuildDaily(Connection connection, LocalDate date) throws SQLException {
        Optional<TableCountRun> run = headers.lastOf(connection, date);
        if (run.isEmpty()) {
            return Optional.empty();
        }
        snapshots.addDay(connection, run.get().runId());
        return snapshots.day(connection, date);
    }

    /** Describes a history. Each option may be given once. Not thread-safe. */
    public static final class Builder {
        private final SchemaTransactions transactions;
        private final Once<ZoneId> zone = new Once<>("zone", ZoneOffset.UTC);
        private final Once<SnapshotFormat> format = new Once<>("format", SnapshotFormat.ROWS);

        private Builder(DataSource source, String schema) {
            this.transactions = new SchemaTransactions(source, schema);
        }

        /** Whose days are backfilled: as the collector's; UTC unless set. */
        public Builder zone(ZoneId value) {
            zone.set(value);
            return this;
        }

        /** What snapshots hold that are made here: as the collector's; rows unless set. */
        public Builder format(SnapshotFormat value) {
            format.set(value);
            return this;
        }

        /** The history; asks nobody yet. */
        public TableCountHistory build() {
            return new TableCountHistory(this);
        }
    }
}
