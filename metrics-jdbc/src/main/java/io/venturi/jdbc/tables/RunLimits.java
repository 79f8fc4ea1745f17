package io.venturi.jdbc.tables;

import java.time.Duration;

/**
 * What a run may cost.
 *
 * @param statementTimeout how long a count may take
 * @param lockTimeout how long it may wait for a lock
 * @param deadline how long the run may take
 * @param toleratedFailures the part of the tables that may fail in a run that succeeds
 * @param parallelism how many connections to count on
 * @param consistent whether all tables are counted in one snapshot
 * @param conflictPause how long to wait before tables that replay got in the way of are tried again; doubled each time
 */
record RunLimits(
        Duration statementTimeout,
        Duration lockTimeout,
        Duration deadline,
        double toleratedFailures,
        int parallelism,
        boolean consistent,
        Duration conflictPause) {

    TransactionSettings transactions() {
        return new TransactionSettings(statementTimeout, lockTimeout, null);
    }

    boolean tolerates(long failures, int tables) {
        return failures <= (long) Math.floor(toleratedFailures * tables);
    }
}
