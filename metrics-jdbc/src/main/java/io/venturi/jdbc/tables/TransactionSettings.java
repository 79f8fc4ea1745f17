package io.venturi.jdbc.tables;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What holds within one transaction, and nowhere else: behind a pooler, the next transaction may be another's.
 *
 * @param statementTimeout how long a statement may take
 * @param lockTimeout how long it may wait for a lock
 * @param snapshot the snapshot to see the tables in; null: as they are
 */
record TransactionSettings(
        Duration statementTimeout,
        Duration lockTimeout,
        @Nullable SharedSnapshot snapshot) {

    private static final Duration MANY_STATEMENT = Duration.ofSeconds(1);
    private static final Duration MANY_LOCK = Duration.ofMillis(50);

    TransactionSettings in(SharedSnapshot shared) {
        return new TransactionSettings(statementTimeout, lockTimeout, shared);
    }

    /** The same for many tables at once, which are all locked until the last is counted: it must be over soon, or not be. */
    TransactionSettings forMany() {
        return new TransactionSettings(
                shorter(statementTimeout, MANY_STATEMENT), shorter(lockTimeout, MANY_LOCK), snapshot);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /**
     * The statements that begin a transaction of which this much of the run is left; the last of them, and only that, returns
     * a row. With row security on, a count would silently be of the rows that the role may see: off makes that an error. The
     * server ends a session that falls silent between two statements, as that of a process which is stopped: it would keep its
     * locks, hold vacuum back and, behind a pooler, keep a connection from the others.
     */
    String sql(Duration left) {
        return (snapshot == null
                        ? ""
                        : "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ; SET TRANSACTION SNAPSHOT '"
                                + snapshot.name() + "'; ")
                // One statement: a SET for each would take longer than to count a small table does.
                + "SELECT set_config('transaction_read_only', 'on', true), set_config('row_security', 'off', true),"
                + " set_config('statement_timeout', '" + atLeastOne(statementMillis(left)) + "', true),"
                + " set_config('lock_timeout', '" + atLeastOne(lockTimeout.toMillis()) + "', true),"
                + " set_config('idle_in_transaction_session_timeout', '" + CountSession.NETWORK_GRACE.toMillis()
                + "', true); ";
    }

    private long statementMillis(Duration left) {
        return Math.min(statementTimeout.toMillis(), left.toMillis());
    }

    /** 0 would be no limit at all. */
    private static long atLeastOne(long millis) {
        return Math.max(1, millis);
    }
}
