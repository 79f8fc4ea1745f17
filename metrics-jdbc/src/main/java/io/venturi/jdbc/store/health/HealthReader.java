package io.venturi.jdbc.store.health;

import io.venturi.jdbc.SchemaTransactions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Asks for the document and takes it apart. Thread-safe. */
final class HealthReader {

    private static final String SQL = """
            SELECT health->>'timestamp', health->>'overall_status', health->'queue_health'->>'status',
                   health->'processing_health'->>'status', health->'worker_health'->>'status', health::text
              FROM %s() AS health""";

    private final SchemaTransactions transactions;
    private final String sql;

    HealthReader(DataSource source, String schema, Duration timeout) {
        this.transactions = new SchemaTransactions(source, schema).withStatementLimit(timeout);
        this.sql = SQL.formatted(transactions.relation("get_system_health"));
    }

    SystemHealth read() throws SQLException {
        return transactions.read(connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(sql)) {
                row.next();
                return new SystemHealth(
                        Instant.parse(row.getString(1)),
                        Map.of(
                                HealthPart.OVERALL, status(row.getString(2)),
                                HealthPart.QUEUES, status(row.getString(3)),
                                HealthPart.PROCESSING, status(row.getString(4)),
                                HealthPart.WORKERS, status(row.getString(5))),
                        Optional.of(row.getString(6)));
            }
        });
    }

    /** What is not one of those that there are is not known to be well. */
    private static HealthStatus status(@Nullable String text) {
        for (HealthStatus status : HealthStatus.values()) {
            if (status.name().toLowerCase(Locale.ROOT).equals(text)) {
                return status;
            }
        }
        return HealthStatus.UNKNOWN;
    }
}
