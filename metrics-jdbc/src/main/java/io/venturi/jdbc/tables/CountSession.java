package io.venturi.jdbc.tables;

import io.venturi.jdbc.BorrowedConnection;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Short read-only transactions, one after the other, on a connection that is replaced when it breaks. What a transaction
 * needs is set within it; the connection goes back as it came. For one thread.
 */
final class CountSession implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CountSession.class);
    /** What the network may take beyond the server's own timeouts. */
    static final Duration NETWORK_GRACE = Duration.ofSeconds(30);

    private static final int MAX_CONNECTIONS = 8;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);

    private final DataSource source;
    private final RunBounds bounds;
    private final TransactionSettings settings;
    private @Nullable BorrowedConnection connection;
    private int connections;
    private @Nullable UncountableException lost;

    CountSession(DataSource source, RunBounds bounds, TransactionSettings settings) {
        this.source = source;
        this.bounds = bounds;
        this.settings = settings;
    }

    /** The number that a query of ours returns; as {@link #numbers}. */
    RowCount number(CountMethod method, String query) throws UncountableException {
        return numbers(method, List.of(query)).get(0);
    }

    /**
     * The numbers that queries of ours return, all in one statement. Outside of a snapshot the prologue and it are sent together,
     * without BEGIN and COMMIT: the server makes one transaction of them, in one round trip.
     */
    List<RowCount> numbers(CountMethod method, List<String> queries) throws UncountableException {
        String select = queries.stream()
                .collect(Collectors.joining(
                        "), (", "SELECT statement_timestamp(), current_setting('transaction_read_only'), (", ")"));
        TransactionSettings limits = queries.size() == 1 ? settings : settings.forMany();
        return run(settings.snapshot() == null, limits, (transaction, prologue) -> {
            try (Statement statement = transaction.createStatement();
                    ResultSet result = bounds.cancellable(statement, () -> second(statement, prologue + select))) {
                result.next();
                if (!"on".equals(result.getString(2))) {
                    throw new SQLException("the driver sent a count and its settings one by one", "25006");
                }
                Instant at = at(result);
                List<RowCount> numbers = new ArrayList<>(queries.size());
                for (int i = 0; i < queries.size(); i++) {
                    numbers.add(new RowCount(method, result.getLong(3 + i), at));
                }
                return numbers;
            }
        });
    }

    /** The number that the host's query returns. */
    RowCount hostsNumber(String sql, TableName table) throws UncountableException {
        return inTransaction((transaction, prologue) -> {
            Instant now = begin(transaction, prologue);
            try (PreparedStatement statement = transaction.prepareStatement(sql)) {
                if (statement.getParameterMetaData().getParameterCount() > 0) {
                    statement.setString(1, table.schema());
                    statement.setString(2, table.table());
                }
                return bounds.cancellable(statement, () -> new HostsNumber(statement).read(now));
            }
        });
    }

    /** Does what a statement alone cannot, in one transaction. */
    <T> T inTransaction(Transaction<T> work) throws UncountableException {
        return run(false, settings, work);
    }

    private <T> T run(boolean autoCommit, TransactionSettings limits, Transaction<T> work) throws UncountableException {
        BorrowedConnection borrowed = connect();
        try {
            borrowed.connection().setAutoCommit(autoCommit);
            T result = work.in(borrowed.connection(), limits.sql(bounds.left()));
            if (!autoCommit) {
                borrowed.connection().commit();
            }
            return result;
        } catch (SQLException e) {
            CountFailure reason = SqlFailures.reason(e);
            end(borrowed, reason == CountFailure.CONNECTION);
            throw new UncountableException(isSnapshotGone(e) ? CountFailure.CONNECTION : overOr(reason), e);
        } catch (RuntimeException e) {
            end(borrowed, false);
            throw e;
        }
    }

    /** Sets what holds in this transaction, and says when it is. */
    Instant begin(Connection transaction, String prologue) throws SQLException {
        try (Statement statement = transaction.createStatement();
                ResultSet result = bounds.cancellable(
                        statement, () -> second(statement, prologue + "SELECT statement_timestamp()"))) {
            result.next();
            return instant(result, 1);
        }
    }

    /** When the tables were as the transaction sees them. */
    private Instant at(ResultSet result) throws SQLException {
        SharedSnapshot snapshot = settings.snapshot();
        return snapshot == null ? instant(result, 1) : snapshot.at();
    }

    static Instant instant(ResultSet result, int column) throws SQLException {
        return result.getObject(column, OffsetDateTime.class).toInstant();
    }

    /** What the statement after the prologue returns. */
    private static ResultSet second(Statement statement, String sql) throws SQLException {
        boolean isRows = statement.execute(sql);
        while (!isRows) {
            isRows = statement.getMoreResults();
        }
        statement.getMoreResults();
        return statement.getResultSet();
    }

    private CountFailure overOr(CountFailure reason) {
        return reason == CountFailure.TIMEOUT && bounds.isOver() ? CountFailure.DEADLINE : reason;
    }

    /** invalid_parameter_value, undefined_object: the connection that holds the snapshot broke. */
    private boolean isSnapshotGone(SQLException e) {
        return settings.snapshot() != null && ("22023".equals(e.getSQLState()) || "42704".equals(e.getSQLState()));
    }

    private void end(BorrowedConnection borrowed, boolean broken) {
        if (broken || !borrowed.rollback()) {
            connection = null;
            borrowed.closeQuietly();
        }
    }

    private BorrowedConnection connect() throws UncountableException {
        if (bounds.isOver()) {
            throw new UncountableException(CountFailure.DEADLINE, "the run is over");
        }
        BorrowedConnection present = connection;
        if (present != null) {
            return present;
        }
        if (lost == null && connections >= MAX_CONNECTIONS) {
            lost = new UncountableException(CountFailure.CONNECTION, connections + " connections broke in this run");
        }
        if (lost != null) {
            throw new UncountableException(CountFailure.CONNECTION, String.valueOf(lost.getMessage()));
        }
        connection = present = open();
        return present;
    }

    /** A server that was there a moment ago may come back; one that was not is not waited for. */
    private BorrowedConnection open() throws UncountableException {
        boolean replaces = connections > 0;
        Duration pause = FIRST_PAUSE;
        while (true) {
            try {
                connections++;
                return BorrowedConnection.from(source, networkTimeout());
            } catch (SQLException e) {
                if (!replaces || connections >= MAX_CONNECTIONS || !bounds.pause(pause)) {
                    lost = new UncountableException(CountFailure.CONNECTION, e);
                    throw lost;
                }
                LOG.debug("No connection; trying again in {}", pause, e);
                pause = pause.multipliedBy(2);
            }
        }
    }

    /** Beyond the server's own timeouts: for a server that does not answer any more. */
    private Duration networkTimeout() {
        return settings.statementTimeout().plus(settings.lockTimeout()).plus(NETWORK_GRACE);
    }

    /** Whether it gave up: no connection will be had through it any more. */
    boolean isLost() {
        return lost != null;
    }

    @Override
    public void close() {
        BorrowedConnection present = connection;
        connection = null;
        if (present != null) {
            present.closeQuietly();
        }
    }

    /** What is done in a transaction, which the statements of {@code prologue} begin. */
    @FunctionalInterface
    interface Transaction<T> {
        T in(Connection transaction, String prologue) throws SQLException;
    }
}
