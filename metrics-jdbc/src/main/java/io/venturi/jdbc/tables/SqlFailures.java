package io.venturi.jdbc.tables;

import io.venturi.jdbc.LeaseLostException;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransientConnectionException;
import org.jspecify.annotations.Nullable;

/** What an SQLException means for a count: the only place that knows. */
final class SqlFailures {

    private static final int CLASS_LENGTH = 2;

    private SqlFailures() {}

    static CountFailure reason(SQLException e) {
        if (e instanceof LeaseLostException) {
            return CountFailure.LEASE_LOST;
        }
        String state = e.getSQLState();
        if (state != null && state.length() > CLASS_LENGTH) {
            return ofState(state);
        }
        if (e instanceof SQLTransientConnectionException) {
            return CountFailure.CONNECTION; // a pool that had none to give
        }
        return e instanceof SQLTimeoutException ? CountFailure.TIMEOUT : CountFailure.ERROR;
    }

    private static CountFailure ofState(String state) {
        return switch (state) {
            case "55P03" -> CountFailure.LOCKED; // lock_not_available
            case "57014" -> CountFailure.TIMEOUT; // query_canceled, by statement_timeout or by hand
            case "42501" -> CountFailure.PERMISSION; // insufficient_privilege; row security, too
            case "42P01", "3F000" -> CountFailure.MISSING; // undefined_table, invalid_schema_name
            // serialization_failure, deadlock_detected: in a read-only transaction that is replay on a standby
            case "40001", "40P01" -> CountFailure.CONFLICT;
            // *_shutdown, cannot_connect_now, idle_session_timeout, idle_in_transaction_session_timeout,
            // too_many_connections
            case "57P01", "57P02", "57P03", "57P05", "25P03", "53300" -> CountFailure.CONNECTION;
            case "57P04", "3D000" -> CountFailure.CONNECTION; // database_dropped, invalid_catalog_name
            case "02000", HostsNumber.BAD_RESULT ->
                CountFailure.BAD_RESULT; // no_data: the query returns nothing at all
            default ->
                switch (state.substring(0, CLASS_LENGTH)) {
                    case "08", "28" -> CountFailure.CONNECTION; // connection exception, invalid authorization
                    default -> CountFailure.ERROR;
                };
        };
    }

    /**
     * What may be told of it outside of this process: what the server said. Other messages can hold URLs, and URLs can hold
     * passwords.
     */
    static String describe(SQLException e) {
        String state = e.getSQLState();
        if (e instanceof LeaseLostException || isServers(state)) {
            String message = e.getMessage();
            return (message == null ? "" : message.lines().findFirst().orElse("")) + suffix(state);
        }
        return e.getClass().getSimpleName() + suffix(state);
    }

    private static boolean isServers(@Nullable String state) {
        return state != null && state.length() > CLASS_LENGTH && !state.startsWith("08");
    }

    private static String suffix(@Nullable String state) {
        return state == null ? "" : " (SQLSTATE " + state + ')';
    }
}
