package io.venturi.jdbc.store;

import io.venturi.Severity;
import io.venturi.jdbc.SchemaTransactions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with workers, until it is resolved: relation {@code worker_issues}.
 *
 * <pre>{@code
 * WorkerIssues issues = new WorkerIssues(dataSource, "metrics");
 * long id = issues.report("loader-3", "stuck", Severity.ERROR, "no batch for 10 minutes", Map.of("queue", "orders"));
 * issues.resolve(id, Map.of("by", "restart"));
 * }</pre>
 *
 * An issue that is reported again while it is open, by worker, type, severity and message, stays one: its details become
 * those of the last report, with {@code repeats} (how often it was reported again) and {@code last_reported}. That holds for
 * processes that report at once, too. What is resolved leaves by the schema's clean-up. Thread-safe.
 */
public final class WorkerIssues {

    private static final int MAX_MESSAGE = 10_000;

    /** Reports of one issue come one after the other; of others, they do not wait. */
    private static final String LOCK =
            "SELECT pg_advisory_xact_lock(hashtextextended(jsonb_build_array(?::text, ?::text, ?::text, ?::text, ?::text)::text, 0))";

    private static final String REPEAT = """
            UPDATE %1$s SET details = ?::jsonb || jsonb_build_object(
                   'repeats', CASE jsonb_typeof(details -> 'repeats') WHEN 'number' THEN (details ->> 'repeats')::numeric ELSE 0 END + 1,
                   'last_reported', to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
             WHERE id = (SELECT min(id) FROM %1$s
                          WHERE worker_name = ? AND issue_type = ? AND severity = ? AND message = ? AND NOT resolved)
               AND NOT resolved
            RETURNING id""";

    private static final String ADD = """
            INSERT INTO %s (details, worker_name, issue_type, severity, message)
            VALUES (?::jsonb, ?, ?, ?, ?) RETURNING id""";

    private static final String RESOLVE =
            "UPDATE %s SET resolved = true, resolved_at = now(), resolution_details = ?::jsonb WHERE NOT resolved AND ";

    private static final String OPEN = """
            SELECT id, worker_name, issue_type, severity, message, details, created_at FROM %s
             WHERE NOT resolved AND worker_name = coalesce(?, worker_name) ORDER BY created_at DESC, id DESC LIMIT ?""";

    private final SchemaTransactions transactions;
    private final String relation;

    /**
     * The issues of a schema.
     *
     * @param schema which {@link io.venturi.jdbc.MetricsSchema#install} has made
     */
    public WorkerIssues(DataSource source, String schema) {
        this.transactions = new SchemaTransactions(source, schema);
        this.relation = transactions.relation("worker_issues");
    }

    /**
     * Reports an issue, or that it is still there.
     *
     * @param worker whose it is, in 1 to 200 characters
     * @param type its kind, in 1 to 200 characters
     * @param message what is wrong; cut to 10,000 characters
     * @param details about it: text, numbers, booleans, and maps and collections of them
     * @return its number, which is that of the first report
     * @throws IllegalArgumentException if a name is none, or the details hold something else
     * @throws SQLException if it could not be reported; with the remedy where a relation or a right is missing
     */
    public long report(String worker, String type, Severity severity, String message, Map<String, ?> details)
            throws SQLException {
        String[] identity = {
            StoredText.name("worker", worker),
            StoredText.name("type", type),
            severity.name().toLowerCase(Locale.ROOT),
            StoredText.cut(message, MAX_MESSAGE)
        };
        String document = JsonDocument.of(details);
        return transactions.write(connection -> {
            lock(connection, identity);
            Long open = idOf(connection, REPEAT, document, identity);
            Long id = open == null ? idOf(connection, ADD, document, identity) : open;
            if (id == null) {
                throw new SQLException("An issue of worker '" + worker + "' was not stored: a trigger or rule on "
                        + relation + " keeps it out");
            }
            return id;
        });
    }

    private void lock(Connection connection, String[] identity) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(LOCK)) {
            statement.setString(1, relation);
            bind(statement, identity);
            statement.execute();
        }
    }

    private @Nullable Long idOf(Connection connection, String sql, String document, String[] identity)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql.formatted(relation))) {
            statement.setString(1, document);
            bind(statement, identity);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? (Long) row.getLong(1) : null;
            }
        }
    }

    private static void bind(PreparedStatement statement, String[] identity) throws SQLException {
        for (int i = 0; i < identity.length; i++) {
            statement.setString(i + 2, identity[i]);
        }
    }

    /**
     * Resolves an issue.
     *
     * @param details how it was resolved
     * @return false where there is no such issue, or it was resolved before
     */
    public boolean resolve(long id, Map<String, ?> details) throws SQLException {
        String document = JsonDocument.of(details);
        return transactions.write(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(RESOLVE.formatted(relation) + "id = ?")) {
                statement.setString(1, document);
                statement.setLong(2, id);
                return statement.executeUpdate() > 0;
            }
        });
    }

    /**
     * Resolves all issues of a type that a worker has.
     *
     * @param details how they were resolved
     * @return how many were open
     */
    public int resolveAll(String worker, String type, Map<String, ?> details) throws SQLException {
        String document = JsonDocument.of(details);
        return transactions.write(connection -> {
            try (PreparedStatement statement =
                    connection.prepareStatement(RESOLVE.formatted(relation) + "worker_name = ? AND issue_type = ?")) {
                statement.setString(1, document);
                statement.setString(2, StoredText.name("worker", worker));
                statement.setString(3, StoredText.name("type", type));
                return statement.executeUpdate();
            }
        });
    }

    /** The open issues that were reported last, the newest first. */
    public List<WorkerIssue> open(int limit) throws SQLException {
        return query(null, limit);
    }

    /** The same of a worker. */
    public List<WorkerIssue> open(String worker, int limit) throws SQLException {
        return query(StoredText.name("worker", worker), limit);
    }

    private List<WorkerIssue> query(@Nullable String worker, int limit) throws SQLException {
        RowLimit.check(limit);
        return transactions.read(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(OPEN.formatted(relation))) {
                statement.setString(1, worker);
                statement.setInt(2, limit);
                try (ResultSet rows = statement.executeQuery()) {
                    List<WorkerIssue> issues = new ArrayList<>();
                    while (rows.next()) {
                        issues.add(issue(rows));
                    }
                    return List.copyOf(issues);
                }
            }
        });
    }

    private static WorkerIssue issue(ResultSet row) throws SQLException {
        return new WorkerIssue(
                row.getLong(1),
                row.getString(2),
                row.getString(3),
                Severity.valueOf(row.getString(4).toUpperCase(Locale.ROOT)),
                row.getString(5),
                JsonDocument.members(row.getString(6)),
                row.getObject(7, OffsetDateTime.class).toInstant());
    }
}
