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

    TransactionSettings in(SharedSnapshot shared) {
        return new TransactionSettings(statementTimeout, lockTimeout, shared);
    }

    /** The statements that begin a transaction of which this much of the run is left. */
    String sql(Duration left) {
        long statementMillis = Math.min(statementTimeout.toMillis(), left.toMillis());
        return (snapshot == null
                        ? "SET TRANSACTION ISOLATION LEVEL READ COMMITTED, READ ONLY;"
                        : "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY; SET TRANSACTION SNAPSHOT '"
                                + snapshot.name() + "';")
                + " SET LOCAL statement_timeout = " + atLeastOne(statementMillis)
                + "; SET LOCAL lock_timeout = " + atLeastOne(lockTimeout.toMillis())
                // With row security a count would silently be of the rows that the role may see; so it is an error.
                + "; SET LOCAL row_security = off; ";
    }

    /** 0 would be no limit at all. */
    private static long atLeastOne(long millis) {
        return Math.max(1, millis);
    }
}
