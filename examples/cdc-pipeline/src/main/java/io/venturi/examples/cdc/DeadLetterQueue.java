package io.venturi.examples.cdc;

import io.venturi.BufferMeters;
import io.venturi.CallMeters;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;

/** Where events go that cannot be written: a table, so that someone can look at them and send them again. */
final class DeadLetterQueue {
    private static final String INSERT = """
            INSERT INTO pipeline.dead_letters (sequence, source_table, operation, payload, reason)
            VALUES (?, ?, ?, ?, ?) ON CONFLICT (sequence) DO NOTHING
            """;

    private final EmbeddedDatabase database;
    private final BufferMeters meters;
    private final CallMeters calls;

    DeadLetterQueue(EmbeddedDatabase database, BufferMeters meters, CallMeters calls) {
        this.database = database;
        this.meters = meters;
        this.calls = calls;
    }

    /** Burying an event again changes nothing: the call may be retried. */
    void bury(BufferedEvent event, TransformException reason) throws SQLException {
        try {
            calls.call(() -> insert(event, reason));
            meters.deadLettered(1);
        } catch (SQLException e) {
            meters.deadLetterFailed(1);
            throw e;
        }
    }

    private int insert(BufferedEvent event, TransformException reason) throws SQLException {
        ChangeEvent change = event.change();
        try (Connection connection = database.connect();
                PreparedStatement statement = connection.prepareStatement(INSERT)) {
            statement.setLong(1, event.sequence());
            statement.setString(2, change.table().qualifiedName());
            statement.setString(3, change.operation().name());
            statement.setString(4, change.row().toString());
            statement.setString(5, String.valueOf(reason.getMessage()));
            return statement.executeUpdate();
        }
    }

    /** Lets the table take no letter any more, or again. Those that lie there stay. */
    void refuse(boolean all) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("ALTER TABLE pipeline.dead_letters DROP CONSTRAINT IF EXISTS refuses_all");
            if (all) {
                statement.execute(
                        "ALTER TABLE pipeline.dead_letters ADD CONSTRAINT refuses_all CHECK (false) NOT VALID");
            }
        }
    }

    /** How many lie there, by qualified table name. */
    Map<String, Long> countByTable() throws SQLException {
        Map<String, Long> counts = new HashMap<>();
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(
                        "SELECT source_table, count(*) FROM pipeline.dead_letters GROUP BY source_table")) {
            while (result.next()) {
                counts.put(result.getString(1), result.getLong(2));
            }
        }
        return counts;
    }
}
