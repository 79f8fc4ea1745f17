package io.venturi.jdbc.store;

import io.venturi.jdbc.SchemaTransactions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Finds out what became of a transaction whose commit was sent, and not acknowledged. */
final class TransactionFate {

    private static final String STATUS = "SELECT coalesce(pg_xact_status(?::xid8), 'unknown')";
    /** The server may still be at it. */
    private static final int LOOKS = 10;

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final SchemaTransactions transactions;

    TransactionFate(SchemaTransactions transactions) {
        this.transactions = transactions;
    }

    /**
     * Whether it is committed.
     *
     * @param id its id, as the server calls it
     * @param failure what came instead of an acknowledgement
     * @throws UncertainCommitException if the server does not say
     */
    boolean isCommitted(String id, SQLException failure) throws UncertainCommitException {
        for (int look = 0; look < LOOKS; look++) {
            switch (status(id, failure)) {
                case "committed" -> {
                    return true;
                }
                case "aborted" -> {
                    return false;
                }
                case "in progress" -> LockSupport.parkNanos(PAUSE_NANOS);
                default -> throw new UncertainCommitException(failure);
            }
        }
        throw new UncertainCommitException(failure);
    }

    private String status(String id, SQLException failure) throws UncertainCommitException {
        try {
            return transactions.read(connection -> status(connection, id));
        } catch (SQLException e) {
            failure.addSuppressed(e);
            throw new UncertainCommitException(failure);
        }
    }

    private static String status(Connection connection, String id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(STATUS)) {
            statement.setString(1, id);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return Objects.requireNonNull(row.getString(1));
            }
        }
    }
}
