package io.venturi.jdbc.store;

import io.venturi.jdbc.SchemaTransactions;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The journal of administrative acts, relation {@code monitoring_events}: the library records its own here, hosts may
 * record theirs. What is old leaves by {@code purge_old_monitoring_events()}. Thread-safe.
 */
public final class MonitoringEvents {

    private static final String ADD = "INSERT INTO %s (event_type, details) VALUES (?, ?::jsonb) RETURNING id";
    private static final String LIST = """
            SELECT id, event_type, details, created_at FROM %s
             WHERE event_type = coalesce(?, event_type) ORDER BY created_at DESC, id DESC LIMIT ?""";

    private final SchemaTransactions transactions;
    private final String relation;

    /**
     * The events of a schema.
     *
     * @param schema which {@link io.venturi.jdbc.MetricsSchema#install} has made
     */
    public MonitoringEvents(DataSource source, String schema) {
        this.transactions = new SchemaTransactions(source, schema);
        this.relation = transactions.relation("monitoring_events");
    }

    /**
     * Records an event.
     *
     * @param type what was done, in 1 to 200 characters
     * @param details about it: text, numbers, booleans, and maps and collections of them
     * @return its number
     * @throws IllegalArgumentException if the type is no name, or the details hold something else
     * @throws SQLException if it could not be recorded; with the remedy where a relation or a right is missing
     */
    public long record(String type, Map<String, ?> details) throws SQLException {
        StoredText.name("type", type);
        String document = JsonDocument.of(details);
        return transactions.write(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(ADD.formatted(relation))) {
                statement.setString(1, type);
                statement.setString(2, document);
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                    return row.getLong(1);
                }
            }
        });
    }

    /** The newest events, the newest first. */
    public List<MonitoringEvent> list(int limit) throws SQLException {
        return query(null, limit);
    }

    /** The newest events of a type, the newest first. */
    public List<MonitoringEvent> list(String type, int limit) throws SQLException {
        return query(StoredText.name("type", type), limit);
    }

    private List<MonitoringEvent> query(@Nullable String type, int limit) throws SQLException {
        RowLimit.check(limit);
        return transactions.read(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(LIST.formatted(relation))) {
                statement.setString(1, type);
                statement.setInt(2, limit);
                try (ResultSet rows = statement.executeQuery()) {
                    List<MonitoringEvent> events = new ArrayList<>();
                    while (rows.next()) {
                        events.add(event(rows));
                    }
                    return List.copyOf(events);
                }
            }
        });
    }

    private static MonitoringEvent event(ResultSet row) throws SQLException {
        return new MonitoringEvent(
                row.getLong(1),
                row.getString(2),
                JsonDocument.members(row.getString(3)),
                row.getObject(4, OffsetDateTime.class).toInstant());
    }
}
