package io.venturi.jdbc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What PostgreSQL has counted of a database. The server's own totals fall when its statistics are reset, and jump when
 * another server takes over behind the same address; these do neither:
 *
 * <ul>
 *   <li>they begin at the server's totals, and grow as those do;
 *   <li>after a reset, what has been counted since is added;
 *   <li>when the server was started anew, or another answers, its totals are the new base, and what was counted
 *       since the last poll is left out.
 * </ul>
 *
 * Not thread-safe.
 */
final class ServerTotals {

    private static final String SQL = """
            SELECT xact_commit, xact_rollback, deadlocks, stats_reset::text, pg_postmaster_start_time()::text
            FROM pg_stat_database WHERE datname = current_database()""";

    private @Nullable Totals last;
    private Sums sums = new Sums(0, 0, 0);

    /** What the server says at a time. */
    record Totals(Sums sums, @Nullable String reset, String serverStart) {}

    /** The totals proper. */
    record Sums(long commits, long rollbacks, long deadlocks) {

        private Sums plus(Sums more) {
            return new Sums(commits + more.commits, rollbacks + more.rollbacks, deadlocks + more.deadlocks);
        }

        private Sums minus(Sums less) {
            return new Sums(commits - less.commits, rollbacks - less.rollbacks, deadlocks - less.deadlocks);
        }

        private boolean isNegative() {
            return commits < 0 || rollbacks < 0 || deadlocks < 0;
        }
    }

    /** Reads the server's totals and adds what is new. */
    Sums read(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(SQL)) {
            if (!row.next()) {
                throw new SQLException("pg_stat_database has no row for the current database");
            }
            Sums present = new Sums(row.getLong(1), row.getLong(2), row.getLong(3));
            return add(new Totals(present, row.getString(4), row.getString(5)));
        }
    }

    Sums add(Totals now) {
        sums = sums.plus(since(last, now));
        last = now;
        return sums;
    }

    private static Sums since(@Nullable Totals last, Totals now) {
        if (last == null) {
            return now.sums;
        }
        if (!last.serverStart.equals(now.serverStart)) {
            return new Sums(0, 0, 0);
        }
        Sums more = now.sums.minus(last.sums);
        return more.isNegative() || !Objects.equals(last.reset, now.reset) ? now.sums : more;
    }
}
