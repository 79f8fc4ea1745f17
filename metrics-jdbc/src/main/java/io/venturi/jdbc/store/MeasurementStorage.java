package io.venturi.jdbc.store;

import io.venturi.jdbc.SchemaTransactions;
import io.venturi.jdbc.SqlIdentifier;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Stores batches of measurements, each in one transaction, and once: the transaction also marks the batch's number, so that
 * one whose COMMIT got no answer is found when it is tried again. Not thread-safe.
 */
final class MeasurementStorage {

    private static final String MARK = """
            INSERT INTO %s AS mark (incarnation, seq) VALUES (?, ?)
            ON CONFLICT (incarnation) DO UPDATE SET seq = excluded.seq, stored_at = now() WHERE mark.seq < excluded.seq
            RETURNING %s""";

    /** Also those of processes that ended without a word. */
    private static final String FORGET =
            "DELETE FROM %s WHERE incarnation = ? OR stored_at < now() - interval '30 days'";

    /** The days that are kept, and those that partitions are made for ahead. */
    private static final String WINDOW = """
            SELECT first_day, (now() AT TIME ZONE 'UTC')::date + 7 FROM %s()""";

    private final SchemaTransactions transactions;
    private final MeasurementCopy copy;
    private final MinuteLog log;
    private final UUID incarnation = UUID.randomUUID();
    /** What the last transaction that was to be committed found. */
    private Tally last = new Tally();

    MeasurementStorage(SchemaTransactions transactions, MinuteLog log) {
        this.transactions = transactions;
        this.copy = new MeasurementCopy(transactions.relation("pipeline_measurement"));
        this.log = log;
    }

    /** What becomes of a batch's rows. */
    private static final class Tally {
        private int stored;
        private int rejected;
        private int expired;

        BatchTarget.Stored total() {
            return new BatchTarget.Stored(stored, rejected, expired);
        }
    }

    /** A day has no partition, and nobody has tried to make one. */
    private static final class MissingPartitionException extends SQLException {
        private static final long serialVersionUID = 1;

        MissingPartitionException(SQLException cause) {
            super(cause.getMessage(), cause.getSQLState(), cause);
        }
    }

    /**
     * Stores a batch, or finds that it is stored. Returns only after it is committed.
     *
     * @param seq ascends from batch to batch
     * @throws SQLException if it is not known to be stored: try the same again
     */
    BatchTarget.Stored store(long seq, List<Measurement> rows) throws SQLException {
        try {
            return attempt(seq, List.of(new Part(rows, DayState.ASSUMED)));
        } catch (MissingPartitionException e) {
            return attempt(seq, withPartitions(byDay(rows)));
        }
    }

    /** What is known of the partition that rows go to. */
    private enum DayState {
        /** Nothing; most often it is there. */
        ASSUMED,
        /** It was made, if it was not there before. */
        MADE,
        /** It is not made any more, or not yet. */
        OUTSIDE
    }

    /** Rows that are written together. */
    private record Part(List<Measurement> rows, DayState day) {

        Part part(int from, int to) {
            return new Part(rows.subList(from, to), day);
        }
    }

    private static SortedMap<LocalDate, List<Measurement>> byDay(List<Measurement> rows) {
        SortedMap<LocalDate, List<Measurement>> days = new TreeMap<>();
        for (Measurement row : rows) {
            days.computeIfAbsent(LocalDate.ofEpochDay(row.epochDay()), day -> new ArrayList<>())
                    .add(row);
        }
        return days;
    }

    private List<Part> withPartitions(SortedMap<LocalDate, List<Measurement>> days) throws SQLException {
        Window window = window();
        List<Part> parts = new ArrayList<>();
        for (Map.Entry<LocalDate, List<Measurement>> day : days.entrySet()) {
            boolean inside = window.holds(day.getKey());
            if (inside) {
                makePartition(day.getKey());
            }
            parts.add(new Part(day.getValue(), inside ? DayState.MADE : DayState.OUTSIDE));
        }
        return parts;
    }

    private BatchTarget.Stored attempt(long seq, List<Part> parts) throws SQLException {
        return transactions.write(connection -> {
            if (!mark(connection, seq, hours(parts))) {
                return last.total(); // its COMMIT got no answer: numbers are this object's alone
            }
            Tally tally = new Tally();
            for (Part part : parts) {
                write(connection, part, tally);
            }
            last = tally;
            return tally.total();
        });
    }

    private static long[] hours(List<Part> parts) {
        return HoursOf.seconds(
                parts.stream().flatMap(part -> part.rows().stream()).mapToLong(Measurement::epochSecond));
    }

    /** Also says of which hours the measurements are. */
    private boolean mark(Connection connection, long seq, long[] hours) throws SQLException {
        String sql = MARK.formatted(
                transactions.relation("measurement_batch"),
                HoursOf.note(transactions.relation("note_metric_hours"), "measurements"));
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, incarnation);
            statement.setLong(2, seq);
            statement.setObject(3, hours);
            try (ResultSet row = statement.executeQuery()) {
                return row.next();
            }
        }
    }

    /** Writes rows; where some are refused, all but those. */
    private void write(Connection connection, Part part, Tally tally) throws SQLException {
        int size = part.rows().size();
        SQLException refusal = refusal(connection, part.rows());
        if (refusal == null) {
            tally.stored += size;
        } else if (SqlFailure.mayBeMissingPartition(refusal) && part.day() == DayState.ASSUMED) {
            throw new MissingPartitionException(refusal);
        } else if (SqlFailure.mayBeMissingPartition(refusal) && part.day() == DayState.OUTSIDE) {
            tally.expired += size;
        } else if (size == 1) {
            tally.rejected++;
            log.warn("PostgreSQL refuses a measurement, which is dropped", refusal);
        } else {
            write(connection, part.part(0, size / 2), tally);
            write(connection, part.part(size / 2, size), tally);
        }
    }

    /** Writes rows; where it is they that PostgreSQL refuses, none of them, and says why. */
    private @Nullable SQLException refusal(Connection connection, List<Measurement> rows) throws SQLException {
        Savepoint before = connection.setSavepoint();
        SQLException refusal = null;
        try {
            copy.write(connection, rows);
        } catch (SQLException e) {
            if (!SqlFailure.isAboutData(e)) {
                throw e;
            }
            connection.rollback(before);
            refusal = e;
        }
        connection.releaseSavepoint(before);
        return refusal;
    }

    /** In a transaction of its own: the lock that takes is not to wait for measurements that are written beside it. */
    private void makePartition(LocalDate day) throws SQLException {
        String sql = "SELECT " + transactions.relation("create_metric_partition") + "(?)";
        transactions.write(connection -> {
            try (PreparedStatement path = connection.prepareStatement("SELECT set_config('search_path', ?, true)");
                    PreparedStatement make = connection.prepareStatement(sql)) {
                path.setString(1, SqlIdentifier.quoted(transactions.schema()));
                path.execute();
                make.setObject(1, day);
                return make.execute();
            }
        });
    }

    /** The days (UTC) that partitions are made for, by the database's clock. */
    private record Window(LocalDate first, LocalDate last) {

        boolean holds(LocalDate day) {
            return !day.isBefore(first) && !day.isAfter(last);
        }
    }

    private Window window() throws SQLException {
        String sql = WINDOW.formatted(transactions.relation("metric_partition_window"));
        return transactions.read(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql);
                    ResultSet row = statement.executeQuery()) {
                row.next();
                return new Window(row.getObject(1, LocalDate.class), row.getObject(2, LocalDate.class));
            }
        });
    }

    /** Forgets the marks of this process, which needs them no more. */
    void forget() throws SQLException {
        String sql = FORGET.formatted(transactions.relation("measurement_batch"));
        transactions.write(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setObject(1, incarnation);
                return statement.executeUpdate();
            }
        });
    }
}
