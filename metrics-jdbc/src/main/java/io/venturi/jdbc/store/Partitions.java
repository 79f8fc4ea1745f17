package io.venturi.jdbc.store;

import io.venturi.jdbc.SchemaTransactions;
import io.venturi.jdbc.SqlIdentifier;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.SortedSet;

/** Makes the partitions of days. */
final class Partitions {

    private final SchemaTransactions transactions;
    private final String create;

    Partitions(SchemaTransactions transactions) {
        this.transactions = transactions;
        this.create = "SELECT " + transactions.relation("create_metric_partition") + "(?)";
    }

    /** Makes those of these days (UTC) that are missing, in a transaction of its own; whether any was. */
    boolean make(SortedSet<LocalDate> days) throws SQLException {
        return transactions.write(connection -> {
            try (Statement path = connection.createStatement();
                    PreparedStatement statement = connection.prepareStatement(create)) {
                path.execute("SET LOCAL search_path = " + SqlIdentifier.quoted(transactions.schema()));
                boolean made = false;
                for (LocalDate day : days) {
                    statement.setObject(1, day);
                    made |= made(statement);
                }
                return made;
            }
        });
    }

    private static boolean made(PreparedStatement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery()) {
            return row.next() && row.getBoolean(1);
        }
    }
}
