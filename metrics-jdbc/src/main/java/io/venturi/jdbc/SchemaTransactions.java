package io.venturi.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Objects;
import javax.sql.DataSource;

/**
 * Transactions on the relations of the metrics schema: each on a connection of its own, which goes back to its pool as it
 * came, whether that commits by itself or not. They leave nothing in the session, so that a pooler such as PgBouncer may
 * give every transaction to another one. No statement waits longer than 10 s for a lock or runs longer than a minute, and
 * a session whose client falls silent in mid-transaction is ended by the server after 30 s, its locks with it. Thread-safe.
 */
public final class SchemaTransactions {

    private static final Duration STATEMENT_LIMIT = Duration.ofSeconds(60);
    private static final String LIMITS = limits(STATEMENT_LIMIT);
    /** How much longer than the server's own limits: for one that does not answer any more. */
    private static final Duration SILENCE_BEYOND = Duration.ofSeconds(15);

    private static final String WRITE_BEGIN = "SET TRANSACTION ISOLATION LEVEL READ COMMITTED, READ WRITE";
    private static final String READ_BEGIN = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY";

    /** What a transaction that writes begins with. */
    public static final String WRITE = WRITE_BEGIN + LIMITS;

    private final DataSource source;
    private final String schema;
    private final String quotedSchema;
    private final Duration statementLimit;

    /**
     * What is done in a transaction.
     *
     * @param <T> what comes of it
     */
    @FunctionalInterface
    public interface Work<T> {
        /** Does it; the transaction is rolled back if this throws. */
        T run(Connection connection) throws SQLException;
    }

    /**
     * Transactions on connections of this source.
     *
     * @throws IllegalArgumentException if the schema's name cannot be one
     */
    public SchemaTransactions(DataSource source, String schema) {
        this(source, schema, STATEMENT_LIMIT);
    }

    private SchemaTransactions(DataSource source, String schema, Duration statementLimit) {
        this.source = Objects.requireNonNull(source, "source");
        this.schema = schema;
        this.quotedSchema = SqlIdentifier.quoted(schema);
        this.statementLimit = statementLimit;
    }

    /** The same, whose statements may take so long, in whole milliseconds; a server that is silent for 15 s longer is given up. */
    public SchemaTransactions withStatementLimit(Duration limit) {
        return new SchemaTransactions(source, schema, limit);
    }

    private static String limits(Duration statement) {
        return "; SET LOCAL lock_timeout = '10s'; SET LOCAL statement_timeout = '" + statement.toMillis()
                + "ms'; SET LOCAL idle_in_transaction_session_timeout = '30s'";
    }

    /** The schema's name, not quoted. */
    public String schema() {
        return schema;
    }

    /** The qualified name of a relation of the schema, as SQL takes it. */
    public String relation(String name) {
        return quotedSchema + '.' + SqlIdentifier.quoted(name);
    }

    /**
     * Works in a transaction that writes, in which each statement sees what was committed before it.
     *
     * @throws SQLException if the work throws it, or the server; where a relation or a right is missing, with the remedy
     */
    public <T> T write(Work<T> work) throws SQLException {
        return call(WRITE_BEGIN + limits(statementLimit), work);
    }

    /**
     * The same, but the work itself begins with {@link #WRITE}, in front of its first statement and in one string with it,
     * which spares a round trip.
     */
    public <T> T writeAtOnce(Work<T> work) throws SQLException {
        return call("", work);
    }

    /** Works in a transaction that reads only, and sees all of one moment; a standby will do. */
    public <T> T read(Work<T> work) throws SQLException {
        return call(READ_BEGIN + limits(statementLimit), work);
    }

    /**
     * The same, in which none of this relation's partitions leaves until the work ends. The lock is taken before the moment that is
     * seen: whoever drops one waits or has committed. It needs no right but to read.
     */
    public <T> T read(String partitioned, Work<T> work) throws SQLException {
        String lock = "; LOCK TABLE ONLY " + relation(partitioned) + " IN ACCESS SHARE MODE";
        return call(READ_BEGIN + limits(statementLimit) + lock, work);
    }

    private <T> T call(String begin, Work<T> work) throws SQLException {
        try {
            return call(source, begin, statementLimit.plus(SILENCE_BEYOND), work);
        } catch (SQLException e) {
            throw withRemedy(e);
        }
    }

    /** Works in a transaction whose first statements are {@code begin}, if there are any. */
    static <T> T call(DataSource source, String begin, Work<T> work) throws SQLException {
        return call(source, begin, STATEMENT_LIMIT.plus(SILENCE_BEYOND), work);
    }

    private static <T> T call(DataSource source, String begin, Duration silence, Work<T> work) throws SQLException {
        try (BorrowedConnection borrowed = BorrowedConnection.from(source, silence)) {
            T result = inTransaction(borrowed.connection(), begin, work);
            borrowed.connection().commit();
            return result;
        }
    }

    private static <T> T inTransaction(Connection connection, String begin, Work<T> work) throws SQLException {
        if (!begin.isEmpty()) {
            try (Statement statement = connection.createStatement()) {
                statement.execute(begin);
            }
        }
        return work.run(connection);
    }

    private SQLException withRemedy(SQLException e) {
        String state = Objects.requireNonNullElse(e.getSQLState(), "");
        // Its first line, so that the remedy is in ours, which is all that is shown of it.
        String said = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        return switch (state) {
            case "3F000", "42P01", "42883" ->
                new SQLException(
                        "Schema '" + schema + "' is not there, or lacks a relation or function of the metrics schema ("
                                + said + "): call MetricsSchema.install(dataSource, \"" + schema
                                + "\"), or apply the files in io/venturi/jdbc/sql",
                        state,
                        e);
            case "42501" ->
                new SQLException(
                        "A right on schema '" + schema + "' is missing (" + said
                                + "): io/venturi/jdbc/sql/grants.sql gives those that are needed",
                        state,
                        e);
            case "57014" ->
                new SQLException(
                        "A statement on schema '" + schema
                                + "' was ended, most likely as it ran for longer than it may (" + e.getMessage()
                                + "): ask for less, or give it more time",
                        state,
                        e);
            default -> e;
        };
    }
}
