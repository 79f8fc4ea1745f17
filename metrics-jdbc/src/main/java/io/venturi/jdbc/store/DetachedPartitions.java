package io.venturi.jdbc.store;

import io.venturi.jdbc.SchemaTransactions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Expired partitions that are tables of their own, to be dropped. A comment on each, from before it is detached, says so:
 * the catalogue then knows nothing else of them, and who detached one may be gone before it is dropped.
 */
final class DetachedPartitions {

    private static final String EXPIRED = "Expired metric partition: dropped once it is detached";
    private static final String EMPTY = "Expired metric partition: dropped once it is detached, if it is still empty";

    private static final String DETACHED = """
            SELECT c.relname, pg_catalog.obj_description(c.oid, 'pg_class')
              FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
             WHERE n.nspname = ? AND c.relkind = 'r' AND NOT c.relispartition
               AND pg_catalog.obj_description(c.oid, 'pg_class') IN (?, ?)
             ORDER BY 1""";

    private final SchemaTransactions transactions;

    private record Detached(String name, boolean ifEmpty) {}

    DetachedPartitions(SchemaTransactions transactions) {
        this.transactions = transactions;
    }

    /**
     * Marks a partition that is going to be detached, and writes down that nothing of its time is stored any more; whether that could be done now.
     */
    boolean mark(ExpiredPartition partition) throws SQLException {
        String mark = partition.rolledUp() ? EXPIRED : EMPTY;
        return RetryLater.succeeds(
                partition.name(),
                () -> transactions.write(connection -> {
                    execute(
                            connection,
                            "COMMENT ON TABLE " + transactions.relation(partition.name()) + " IS '" + mark + "'");
                    return begin(connection, partition);
                }));
    }

    private boolean begin(Connection connection, ExpiredPartition partition) throws SQLException {
        String sql = "SELECT " + transactions.relation("begin_metric_drop") + "(?::name, ?::name)";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, partition.parent());
            statement.setString(2, partition.name());
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next() || !row.getBoolean(1)) {
                    throw new SQLException(partition.name() + " is to be kept now", RetryLater.NOT_IN_STATE);
                }
                return true;
            }
        }
    }

    /** Drops those that can be dropped now; their names. */
    List<String> drop() throws SQLException {
        List<String> dropped = new ArrayList<>();
        for (Detached partition : all()) {
            if (RetryLater.succeeds(
                    partition.name, () -> transactions.write(connection -> drop(connection, partition)))) {
                dropped.add(partition.name);
            }
        }
        return dropped;
    }

    private boolean drop(Connection connection, Detached partition) throws SQLException {
        String relation = transactions.relation(partition.name);
        execute(connection, "LOCK TABLE " + relation + " IN ACCESS EXCLUSIVE MODE");
        if (partition.ifEmpty && used(connection, relation)) {
            throw new SQLException(
                    relation + " was empty and got rows before it was detached; attach it again, or drop it by hand",
                    RetryLater.NOT_IN_STATE);
        }
        return execute(connection, "DROP TABLE " + relation);
    }

    private static boolean used(Connection connection, String relation) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT EXISTS (SELECT FROM " + relation + ')')) {
            return row.next() && row.getBoolean(1);
        }
    }

    private static boolean execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET LOCAL lock_timeout = '500ms'");
            return statement.execute(sql);
        }
    }

    private List<Detached> all() throws SQLException {
        return transactions.read(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(DETACHED)) {
                statement.setString(1, transactions.schema());
                statement.setString(2, EXPIRED);
                statement.setString(3, EMPTY);
                List<Detached> found = new ArrayList<>();
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        found.add(new Detached(rows.getString(1), EMPTY.equals(rows.getString(2))));
                    }
                }
                return found;
            }
        });
    }
}
