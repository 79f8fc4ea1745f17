package io.venturi.examples.cdc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The shop's connection to its database, and the ledger of what was committed on it. Where it breaks during COMMIT, the next
 * connection asks the server what became of the transaction. For one thread.
 */
final class ShopSession implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ShopSession.class);

    /** A transaction whose end is not known. */
    private record Unsure(String id, ShopTransaction transaction) {}

    private final EmbeddedDatabase database;
    private final ChangeLedger ledger;
    private final RandomGenerator random;
    private @Nullable Connection connection;
    private @Nullable ShopRows rows;
    private @Nullable Unsure unsure;

    ShopSession(EmbeddedDatabase database, ChangeLedger ledger, RandomGenerator random) {
        this.database = database;
        this.ledger = ledger;
        this.random = random;
    }

    /** A transaction, of whose new items so many of a thousand are broken. */
    ShopTransaction begin(int brokenPermille) throws SQLException {
        Connection open = connection;
        ShopRows known = rows;
        if (open == null || known == null) {
            open = database.connect();
            connection = open;
            open.setAutoCommit(false);
            resolve(open);
            known = ShopRows.load(open);
            rows = known;
        }
        return new ShopTransaction(open, known, random, brokenPermille);
    }

    void commit(ShopTransaction transaction) throws SQLException {
        Connection open = connection;
        if (open == null) {
            throw new SQLException("the connection of this transaction is closed");
        }
        String id = transaction.id();
        try {
            open.commit();
        } catch (SQLException e) {
            ledger.unsure();
            unsure = new Unsure(id, transaction);
            throw e;
        }
        enter(transaction);
    }

    private void enter(ShopTransaction transaction) {
        transaction.changes().forEach(change -> ledger.committed(change.table(), change.operation()));
    }

    private void resolve(Connection open) throws SQLException {
        Unsure asked = unsure;
        if (asked == null) {
            return;
        }
        String status = status(open, asked.id());
        switch (status) {
            case "committed" -> enter(asked.transaction());
            case "aborted" -> log.debug("transaction {} did not get through", asked.id());
            default -> throw new SQLException("transaction " + asked.id() + " is " + status);
        }
        unsure = null;
        ledger.resolved();
    }

    private static String status(Connection open, String id) throws SQLException {
        try (PreparedStatement statement = open.prepareStatement("SELECT pg_xact_status(?::xid8)")) {
            statement.setString(1, id);
            try (ResultSet status = statement.executeQuery()) {
                status.next();
                return String.valueOf(status.getString(1));
            }
        }
    }

    /** The next transaction gets a new connection. */
    @Override
    public void close() {
        Connection last = connection;
        connection = null;
        rows = null;
        if (last != null) {
            try {
                last.close();
            } catch (SQLException e) {
                log.debug("closing a broken connection", e);
            }
        }
    }
}
