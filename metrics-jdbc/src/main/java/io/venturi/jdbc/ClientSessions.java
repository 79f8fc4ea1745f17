package io.venturi.jdbc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The connections of clients to a database. Immutable.
 *
 * <p>A role that is no member of {@code pg_read_all_stats} sees that there are sessions of other roles, but not what they
 * do. While there are any, the other states and the longest transaction are unknown.
 */
final class ClientSessions {

    // A backend without a type is one that the role may not look into.
    private static final String SQL = """
            SELECT backend_type IS NULL, state, count(*),
                   extract(epoch FROM clock_timestamp() - min(xact_start) FILTER (WHERE pid <> pg_backend_pid()))
            FROM pg_stat_activity
            WHERE datname = current_database() AND (backend_type = 'client backend' OR backend_type IS NULL)
            GROUP BY 1, 2""";

    private final long[] counts = new long[SessionState.values().length];
    private double longestTransaction;

    private ClientSessions() {}

    static ClientSessions read(Connection connection) throws SQLException {
        ClientSessions sessions = new ClientSessions();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(SQL)) {
            while (rows.next()) {
                sessions.add(
                        rows.getBoolean(1) ? SessionState.HIDDEN : SessionState.of(rows.getString(2)),
                        rows.getLong(3),
                        rows.getDouble(4)); // NULL, where no transaction is open, reads as 0
            }
        }
        return sessions;
    }

    private void add(SessionState state, long count, double oldest) {
        counts[state.ordinal()] += count;
        longestTransaction = Math.max(longestTransaction, oldest);
    }

    /** How many are in a state; NaN where some are hidden that may be in it. The poll's own connection counts, as active. */
    double in(SessionState state) {
        return state != SessionState.HIDDEN && has(SessionState.HIDDEN) ? Double.NaN : counts[state.ordinal()];
    }

    /** Age of the oldest open transaction but the poll's own, in seconds; 0 without any, NaN where one may be unseen. */
    double longestTransaction() {
        return has(SessionState.HIDDEN) || has(SessionState.DISABLED) ? Double.NaN : longestTransaction;
    }

    private boolean has(SessionState state) {
        return counts[state.ordinal()] > 0;
    }
}
