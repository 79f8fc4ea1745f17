package io.venturi.jdbc.tables;

import java.util.Locale;

/** Why a table, or a whole run, has no figure. */
public enum CountFailure {
    /** Another session holds the table's AccessExclusiveLock, or would not give way in time. */
    LOCKED,
    /** The statement took longer than it may. */
    TIMEOUT,
    /** The run's deadline came before the table's turn or end. */
    DEADLINE,
    /** The role may not read it. */
    PERMISSION,
    /** It is gone, or not there under this name any more. */
    MISSING,
    /** On a standby, replay cancelled the query. */
    CONFLICT,
    /** No connection could be had, or it broke. */
    CONNECTION,
    /** The planner has no figure: the table was never analysed. */
    NOT_ANALYZED,
    /** Another runner leads by now: what was counted was not kept. */
    LEASE_LOST,
    /** A query of the host's did not return one number. */
    BAD_RESULT,
    /** Anything else. */
    ERROR;

    /**
     * Whether it says nothing about the table: the last figure then stands, with its date. Otherwise that does not hold any
     * more, or was never good.
     */
    boolean mayPass() {
        return switch (this) {
            case LOCKED, TIMEOUT, DEADLINE, CONFLICT, CONNECTION, LEASE_LOST, ERROR -> true;
            case PERMISSION, MISSING, NOT_ANALYZED, BAD_RESULT -> false;
        };
    }

    /** The label's value: lower case. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
