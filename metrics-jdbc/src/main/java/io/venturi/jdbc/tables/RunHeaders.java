package io.venturi.jdbc.tables;

import io.venturi.jdbc.SchemaTransactions;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The relation of runs. */
final class RunHeaders {
    /** What an error message is cut to, in characters. */
    static final int MAX_MESSAGE = 4_000;
    /** Old runs that are deleted at a time: their measurements go with them, and others wait. */
    private static final int DELETED_AT_ONCE = 100;

    private static final String INSERT = """
            INSERT INTO %s (collected_at, snapshot_date, status, error_message, skip_schemas, exclude_tables)
            VALUES (?, ?, ?, ?, to_jsonb(?::text[]), to_jsonb(?::text[])) RETURNING run_id""";

    private static final String END =
            "UPDATE %s SET status = ?, error_message = ? WHERE run_id = ? AND status = 'RUNNING'";

    private static final String CLOSE_OTHERS =
            "UPDATE %s SET status = 'FAILED', error_message = ? WHERE status = 'RUNNING' AND run_id <> ALL (?::bigint[])";

    private static final String DELETE = """
            DELETE FROM %1$s WHERE run_id IN (
                SELECT run_id FROM %1$s WHERE collected_at < ? ORDER BY collected_at LIMIT ?)""";

    private static final String SELECT = "SELECT run_id, collected_at, snapshot_date, status, error_message FROM %s ";

    private final String relation;

    RunHeaders(SchemaTransactions transactions) {
        this.relation = transactions.relation("table_metrics_runs");
    }

    /** Adds a run; its id. */
    long insert(
            Connection connection,
            Instant collectedAt,
            LocalDate date,
            RunStatus status,
            @Nullable String message,
            RunRequest request)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(INSERT.formatted(relation))) {
            statement.setObject(1, collectedAt.atOffset(ZoneOffset.UTC));
            statement.setObject(2, date);
            statement.setString(3, status.name());
            statement.setString(4, message == null ? null : stored(message));
            statement.setArray(5, texts(connection, request.skipSchemas()));
            statement.setArray(6, texts(connection, request.exclude()));
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private static Array texts(Connection connection, Set<String> texts) throws SQLException {
        return connection.createArrayOf("text", texts.toArray());
    }

    /** Ends a run that runs; false if none of that id does. */
    boolean end(Connection connection, long runId, RunStatus status, @Nullable String message) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(END.formatted(relation))) {
            statement.setString(1, status.name());
            statement.setString(2, message == null ? null : stored(message));
            statement.setLong(3, runId);
            return statement.executeUpdate() == 1;
        }
    }

    /** Ends all that run, except these, as failed; how many. */
    int closeOthers(Connection connection, Collection<Long> except, String message) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(CLOSE_OTHERS.formatted(relation))) {
            statement.setString(1, stored(message));
            statement.setArray(2, connection.createArrayOf("bigint", except.toArray()));
            return statement.executeUpdate();
        }
    }

    /** Deletes the oldest of those that began too long ago, and all that hangs on them. */
    void retire(Connection connection, Instant now, Duration retention) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(DELETE.formatted(relation))) {
            statement.setObject(1, now.minus(retention).atOffset(ZoneOffset.UTC));
            statement.setInt(2, DELETED_AT_ONCE);
            statement.executeUpdate();
        }
    }

    /** The header of a run. */
    Optional<TableCountRun> find(Connection connection, long runId) throws SQLException {
        return select(connection, "WHERE run_id = ?", runId).stream().findFirst();
    }

    /** The newest run that succeeded. */
    Optional<TableCountRun> latest(Connection connection) throws SQLException {
        return select(connection, "WHERE status = 'SUCCEEDED' ORDER BY collected_at DESC, run_id DESC LIMIT 1").stream()
                .findFirst();
    }

    /** The last run of a day that succeeded. */
    Optional<TableCountRun> lastOf(Connection connection, LocalDate date) throws SQLException {
        return select(connection, "WHERE status = 'SUCCEEDED' AND snapshot_date = ? ORDER BY run_id DESC LIMIT 1", date)
                .stream()
                .findFirst();
    }

    /** The newest runs of a time, newest first. */
    List<TableCountRun> between(Connection connection, Instant from, Instant to, int limit) throws SQLException {
        return select(
                connection,
                "WHERE collected_at >= ? AND collected_at < ? ORDER BY collected_at DESC, run_id DESC LIMIT ?",
                from.atOffset(ZoneOffset.UTC),
                to.atOffset(ZoneOffset.UTC),
                limit);
    }

    private List<TableCountRun> select(Connection connection, String which, Object... arguments) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SELECT.formatted(relation) + which)) {
            for (int i = 0; i < arguments.length; i++) {
                statement.setObject(i + 1, arguments[i]);
            }
            try (ResultSet row = statement.executeQuery()) {
                List<TableCountRun> runs = new ArrayList<>();
                while (row.next()) {
                    runs.add(header(row));
                }
                return runs;
            }
        }
    }

    private static TableCountRun header(ResultSet row) throws SQLException {
        return new TableCountRun(
                row.getLong("run_id"),
                row.getObject("collected_at", OffsetDateTime.class).toInstant(),
                row.getObject("snapshot_date", LocalDate.class),
                RunStatus.valueOf(row.getString("status")),
                row.getString("error_message"),
                List.of());
    }

    /** A message as the column takes it: not endless, no half characters, no NUL. */
    static String stored(String message) {
        String text = message.replace('\0', ' ');
        if (text.length() <= MAX_MESSAGE) {
            return text;
        }
        int end = MAX_MESSAGE - 1;
        return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + '…';
    }
}
