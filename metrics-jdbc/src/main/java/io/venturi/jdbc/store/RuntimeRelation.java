package io.venturi.jdbc.store;

import io.venturi.jdbc.SchemaTransactions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The relation of components, as far as it gives them ids. */
final class RuntimeRelation {

    private static final String ADD =
            "INSERT INTO %s (component_type, name) VALUES (?, ?) ON CONFLICT (component_type, name) DO NOTHING";
    private static final String FIND = "SELECT runtime_id, to_regclass(?)::oid::bigint,"
            + " floor(extract(epoch FROM now()))::bigint FROM %s"
            + " WHERE component_type = ? AND name = ?";

    private final SchemaTransactions transactions;
    private final String batches;
    private final String add;
    private final String find;

    RuntimeRelation(SchemaTransactions transactions) {
        this.transactions = transactions;
        this.batches = transactions.relation("metric_batch");
        this.add = ADD.formatted(transactions.relation("runtime"));
        this.find = FIND.formatted(transactions.relation("runtime"));
    }

    /** The runtime of this name, which is made if it is not there; in a transaction of its own. */
    KnownRuntime of(RuntimeKey key) throws SQLException, UnstorableRuntimeException {
        if (!StoredText.isStorable(key.componentType()) || !StoredText.isStorable(key.name())) {
            throw new UnstorableRuntimeException("its name has a NUL, or half of a surrogate pair");
        }
        try {
            return findOrAdd(key);
        } catch (SQLException e) {
            if (SqlFailure.isAboutData(e)) {
                throw new UnstorableRuntimeException(SqlFailure.describe(e), e);
            }
            throw e;
        }
    }

    private KnownRuntime findOrAdd(RuntimeKey key) throws SQLException {
        return transactions.write(connection -> {
            KnownRuntime known = find(connection, key);
            if (known == null) {
                add(connection, key);
                known = find(connection, key);
            }
            if (known == null) {
                throw new StaleIdsException("Runtime " + key + " was deleted: store the batch again", null);
            }
            return known;
        });
    }

    private @Nullable KnownRuntime find(Connection connection, RuntimeKey key) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(find)) {
            statement.setString(1, batches);
            statement.setString(2, key.componentType());
            statement.setString(3, key.name());
            try (ResultSet row = statement.executeQuery()) {
                return row.next()
                        ? new KnownRuntime(row.getObject(1, UUID.class), row.getLong(2), row.getLong(3))
                        : null;
            }
        }
    }

    private void add(Connection connection, RuntimeKey key) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(add)) {
            statement.setString(1, key.componentType());
            statement.setString(2, key.name());
            statement.executeUpdate();
        }
    }
}
