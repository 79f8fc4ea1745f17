package io.venturi.jdbc.store;

import io.venturi.jdbc.SchemaTransactions;
import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;

/**
 * What operators can have done by the functions of the metrics schema, here for those who have no SQL at hand. {@link StoreMaintenance}
 * does it by itself. Each call is a transaction of its own. Thread-safe.
 */
public final class SchemaFunctions {

    private static final int MOST_DAYS = 30;

    private final SchemaTransactions transactions;

    /** The functions of this schema of the source's database. */
    public SchemaFunctions(DataSource source, String schema) {
        this.transactions = new SchemaTransactions(source, schema);
    }

    /**
     * Makes the partitions of today and of as many days after it, where they are missing.
     *
     * @param daysAhead 0 to 30
     * @return the names of those that were
     */
    public List<String> createPartitionsAhead(int daysAhead) throws SQLException {
        if (daysAhead < 0 || daysAhead > MOST_DAYS) {
            throw new IllegalArgumentException(
                    "daysAhead is " + daysAhead + ": give 0 to " + MOST_DAYS + ", such as 7");
        }
        String sql = "SELECT " + transactions.relation("create_metric_partitions_ahead") + "(?)";
        return transactions.write(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setInt(1, daysAhead);
                return names(statement);
            }
        });
    }

    /**
     * Drops what is older than it is kept, and rolled up; what is in use is left for the next time.
     *
     * @return the names of the partitions that were dropped
     */
    public List<String> cleanUp() throws SQLException {
        String sql = "SELECT " + transactions.relation("cleanup_expired_metrics") + "()";
        return transactions.write(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                return names(statement);
            }
        });
    }

    private static List<String> names(PreparedStatement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery()) {
            row.next();
            Array names = row.getArray(1);
            return List.of((String[]) names.getArray());
        }
    }
}
