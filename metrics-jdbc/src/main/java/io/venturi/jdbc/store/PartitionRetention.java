package io.venturi.jdbc.store;

import io.venturi.jdbc.SchemaTransactions;
import io.venturi.jdbc.SqlIdentifier;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/**
 * Drops partitions that have expired without holding up those who read and write: each is detached concurrently, and dropped
 * when it is a table of its own ({@link DetachedPartitions}). Takes the owner of the relations.
 */
final class PartitionRetention {

    private static final int ATTEMPTS = 3;

    private static final String OWNER = """
            SELECT bool_and(pg_has_role(c.relowner, 'USAGE'))
              FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
             WHERE n.nspname = ? AND c.relname IN ('metric_sample', 'metric_distribution', 'pipeline_measurement')""";

    private final DataSource source;
    private final SchemaTransactions transactions;
    private final DetachedPartitions detached;

    PartitionRetention(DataSource source, SchemaTransactions transactions) {
        this.source = source;
        this.transactions = transactions;
        this.detached = new DetachedPartitions(transactions);
    }

    /** Whether the connections' role may do this. */
    boolean isOwner() throws SQLException {
        return transactions.read(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(OWNER)) {
                statement.setString(1, transactions.schema());
                try (ResultSet row = statement.executeQuery()) {
                    return row.next() && row.getBoolean(1);
                }
            }
        });
    }

    /** Drops what can be dropped now; the names. */
    List<String> drop() throws SQLException {
        for (ExpiredPartition interrupted : partitions("metric_partitions() WHERE detaching", "true")) {
            finish(interrupted);
        }
        List<String> dropped = new ArrayList<>(detached.drop()); // of earlier times
        for (ExpiredPartition expired : partitions("droppable_metric_partitions()", "rolled_up")) {
            if (detach(expired)) {
                dropped.addAll(detached.drop());
            }
        }
        return dropped;
    }

    private List<ExpiredPartition> partitions(String function, String rolledUp) throws SQLException {
        String sql = "SELECT parent, partition, detaching, " + rolledUp + " FROM "
                + SqlIdentifier.quoted(transactions.schema()) + '.' + function;
        return transactions.write(connection -> {
            List<ExpiredPartition> found = new ArrayList<>();
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(sql)) {
                while (rows.next()) {
                    found.add(new ExpiredPartition(
                            rows.getString(1), rows.getString(2), rows.getBoolean(3), rows.getBoolean(4)));
                }
            }
            return found;
        });
    }

    private boolean detach(ExpiredPartition partition) throws SQLException {
        if (!detached.mark(partition)) {
            return false;
        }
        return partition.detaching()
                ? finish(partition)
                // What is begun, and cancelled while older transactions end, can be finished once they have.
                : RetryLater.succeeds(
                                partition.name(),
                                () -> UntransactedStatement.run(source, detaching(partition) + " CONCURRENTLY"))
                        || finish(partition);
    }

    /**
     * Ends a detaching that somebody began, whoever that was: no other can begin before. While it waits for older
     * transactions it keeps others from making partitions, so it does not wait for long.
     */
    private boolean finish(ExpiredPartition partition) throws SQLException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            if (RetryLater.succeeds(
                    partition.name(), () -> transactions.write(connection -> finish(connection, partition)))) {
                return true;
            }
        }
        return false;
    }

    private boolean finish(Connection connection, ExpiredPartition partition) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET LOCAL lock_timeout = '50ms'");
            return statement.execute(detaching(partition) + " FINALIZE");
        }
    }

    private String detaching(ExpiredPartition partition) {
        return "ALTER TABLE " + transactions.relation(partition.parent()) + " DETACH PARTITION "
                + transactions.relation(partition.name());
    }
}
