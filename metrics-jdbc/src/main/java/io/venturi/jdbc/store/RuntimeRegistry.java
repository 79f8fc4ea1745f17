package io.venturi.jdbc.store;

import io.venturi.jdbc.SchemaTransactions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The components that report, with their heartbeats: relation {@code runtime}. All time is the database's.
 *
 * <pre>{@code
 * RuntimeRegistry runtimes = new RuntimeRegistry(dataSource, "metrics");
 * RuntimeHeartbeat heartbeat = runtimes.heartbeat(loader).interval(Duration.ofSeconds(15)).keep();
 * ...
 * heartbeat.close(); // offline
 * }</pre>
 *
 * Two processes that register the same component type and name share a row: it says what the last one of them said, so give
 * each a name of its own. Thread-safe.
 */
public final class RuntimeRegistry {

    private static final String COLUMNS = "runtime_id, component_type, name, base_url, status, labels, capabilities,"
            + " capacity, runtime, last_heartbeat, created_at, updated_at";

    /** Not now(): whoever waited for another's registration is later than that. */
    private static final String REGISTER = """
            INSERT INTO %s (component_type, name, base_url, status, labels, capabilities, capacity, runtime)
            VALUES (?, ?, ?, ?, ?::jsonb, ?::jsonb, ?, ?::jsonb)
            ON CONFLICT (component_type, name) DO UPDATE
               SET base_url = excluded.base_url, status = excluded.status, labels = excluded.labels,
                   capabilities = excluded.capabilities, capacity = excluded.capacity, runtime = excluded.runtime,
                   last_heartbeat = clock_timestamp(), updated_at = clock_timestamp()
            RETURNING runtime_id""";

    private static final String HEARTBEAT = """
            UPDATE %s SET last_heartbeat = clock_timestamp(), status = beat.status,
                   updated_at = CASE WHEN runtime.status = beat.status THEN updated_at ELSE clock_timestamp() END
              FROM (SELECT ?::text AS status) beat WHERE runtime_id = ?""";

    /** Rows that others have locked just now are being heard of, or swept. */
    private static final String SWEEP = """
            WITH silent AS (
              UPDATE %1$s SET status = 'offline', updated_at = clock_timestamp()
               WHERE runtime_id IN (
                     SELECT runtime_id FROM %1$s
                      WHERE status <> 'offline' AND last_heartbeat < clock_timestamp() - ? * interval '1 millisecond'
                      FOR NO KEY UPDATE SKIP LOCKED)
              RETURNING *),
            told AS (
              INSERT INTO %2$s (event_type, details)
              SELECT 'runtime_offline', jsonb_build_object(
                     'runtime_id', runtime_id, 'component_type', component_type, 'name', name, 'last_heartbeat',
                     to_char(last_heartbeat AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
                FROM silent)
            SELECT %3$s FROM silent ORDER BY component_type, name""";

    private static final String LIST =
            "SELECT " + COLUMNS + " FROM %s ORDER BY last_heartbeat DESC, runtime_id LIMIT ?";
    private static final String FIND = "SELECT " + COLUMNS + " FROM %s WHERE ";

    private final SchemaTransactions transactions;
    private final String relation;

    /**
     * The registry of a schema.
     *
     * @param schema which {@link io.venturi.jdbc.MetricsSchema#install} has made
     */
    public RuntimeRegistry(DataSource source, String schema) {
        this.transactions = new SchemaTransactions(source, schema);
        this.relation = transactions.relation("runtime");
    }

    /**
     * Registers a component, or says what has become of it: whoever has its type and name keeps the id and the time of the
     * first registration, all else is replaced. Counts as a heartbeat.
     *
     * @throws SQLException if it could not be; with the remedy where a relation or a right is missing
     */
    public UUID register(RuntimeDescription description, RuntimeStatus status) throws SQLException {
        return transactions.write(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(REGISTER.formatted(relation))) {
                statement.setString(1, description.componentType());
                statement.setString(2, description.name());
                statement.setString(3, description.baseUrl());
                statement.setString(4, status.label());
                statement.setString(5, description.labels());
                statement.setString(6, description.capabilities());
                statement.setObject(7, description.capacity(), Types.INTEGER);
                statement.setString(8, description.facts());
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                    return row.getObject(1, UUID.class);
                }
            }
        });
    }

    /**
     * Says that a component is there.
     *
     * @return false where it is not registered any more: register it again
     */
    public boolean heartbeat(UUID id, RuntimeStatus status) throws SQLException {
        return transactions.write(connection -> {
            try (PreparedStatement statement =
                    connection.prepareStatement(HEARTBEAT.formatted(relation + " runtime"))) {
                statement.setString(1, status.label());
                statement.setObject(2, id);
                return statement.executeUpdate() > 0;
            }
        });
    }

    /** Begins to keep a component registered, with a heartbeat from time to time. */
    public RuntimeHeartbeat.Builder heartbeat(RuntimeDescription description) {
        return new RuntimeHeartbeat.Builder(this, description);
    }

    /**
     * Marks those offline that have been silent for longer, and records an event of type {@code runtime_offline} for each.
     * Processes that sweep at once mark and record each of them once.
     *
     * @param silence at least twice the interval of heartbeats, so that one may be lost
     * @return those that were not offline before
     */
    public List<RegisteredRuntime> sweep(Duration silence) throws SQLException {
        if (silence.isNegative() || silence.isZero()) {
            throw new IllegalArgumentException("silence is " + silence + ": give a positive time, such as PT2M");
        }
        String sql = SWEEP.formatted(relation, transactions.relation("monitoring_events"), COLUMNS);
        return transactions.write(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setLong(1, silence.toMillis());
                return runtimes(statement);
            }
        });
    }

    /** The components that were heard of last, the last one first. */
    public List<RegisteredRuntime> list(int limit) throws SQLException {
        RowLimit.check(limit);
        return transactions.read(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(LIST.formatted(relation))) {
                statement.setInt(1, limit);
                return runtimes(statement);
            }
        });
    }

    /** A component by its id. */
    public Optional<RegisteredRuntime> find(UUID id) throws SQLException {
        return transactions.read(connection -> find(connection, "runtime_id = ?", id));
    }

    /** A component by its type and name. */
    public Optional<RegisteredRuntime> find(String componentType, String name) throws SQLException {
        return transactions.read(
                connection -> find(connection, "component_type = ? AND name = ?", componentType, name));
    }

    private Optional<RegisteredRuntime> find(Connection connection, String condition, Object... arguments)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(FIND.formatted(relation) + condition)) {
            for (int i = 0; i < arguments.length; i++) {
                statement.setObject(i + 1, arguments[i]);
            }
            return runtimes(statement).stream().findFirst();
        }
    }

    private static List<RegisteredRuntime> runtimes(PreparedStatement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery()) {
            List<RegisteredRuntime> runtimes = new ArrayList<>();
            while (rows.next()) {
                runtimes.add(runtime(rows));
            }
            return List.copyOf(runtimes);
        }
    }

    private static RegisteredRuntime runtime(ResultSet row) throws SQLException {
        @Nullable Integer capacity = row.getObject(8, Integer.class);
        return new RegisteredRuntime(
                row.getObject(1, UUID.class),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                RuntimeStatus.of(row.getString(5)),
                JsonDocument.members(row.getString(6)),
                JsonDocument.texts(row.getString(7)),
                capacity,
                JsonDocument.members(row.getString(9)),
                row.getObject(10, OffsetDateTime.class).toInstant(),
                row.getObject(11, OffsetDateTime.class).toInstant(),
                row.getObject(12, OffsetDateTime.class).toInstant());
    }
}
