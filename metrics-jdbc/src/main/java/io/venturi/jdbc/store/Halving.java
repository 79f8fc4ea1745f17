package io.venturi.jdbc.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;

/** Finds those of many items that the server refuses, so that all the others are stored, in one transaction. */
final class Halving {

    private final Connection connection;
    private final Step step;
    private final Refused refused;

    /** Stores the items from one, included, to another, excluded. */
    @FunctionalInterface
    interface Step {
        void store(int from, int to) throws SQLException;
    }

    /** Is told of each item that alone is refused. */
    @FunctionalInterface
    interface Refused {
        void item(int index, SQLException cause);
    }

    private Halving(Connection connection, Step step, Refused refused) {
        this.connection = connection;
        this.step = step;
        this.refused = refused;
    }

    /** Stores all that can be. Throws what is not about the items. */
    static void store(Connection connection, int items, Step step, Refused refused) throws SQLException {
        if (items == 0) {
            return;
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET CONSTRAINTS ALL IMMEDIATE"); // or the commit finds out, which cannot be halved
        }
        new Halving(connection, step, refused).store(0, items);
    }

    private void store(int from, int to) throws SQLException {
        Savepoint before = connection.setSavepoint();
        try {
            step.store(from, to);
            connection.releaseSavepoint(before);
            return;
        } catch (SQLException e) {
            if (!SqlFailure.isAboutData(e)) {
                throw e;
            }
            connection.rollback(before);
            connection.releaseSavepoint(before);
            if (to - from == 1) {
                refused.item(from, e);
                return;
            }
        }
        int middle = (from + to) >>> 1;
        store(from, middle);
        store(middle, to);
    }
}
