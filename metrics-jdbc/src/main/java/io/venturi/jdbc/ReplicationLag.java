package io.venturi.jdbc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** How far replay is behind, in seconds: on a standby its own, on a primary that of the standby furthest behind. */
final class ReplicationLag {

    // What was replayed last is as old as the last transaction: a standby that has replayed all it got is not behind,
    // as
    // long as it gets anything. A role that may not see the receiver's status cannot know that.
    private static final String ON_STANDBY = """
            SELECT CASE
                     WHEN replayed AND status = 'streaming' THEN 0
                     WHEN replayed AND present AND status IS NULL THEN NULL
                     ELSE extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp())
                   END
            FROM (SELECT coalesce(pg_last_wal_replay_lsn() >= pg_last_wal_receive_lsn(), false) AS replayed) AS wal
            LEFT JOIN (SELECT true AS present, status FROM pg_stat_wal_receiver) AS receiver ON true""";

    // Consumers of logical slots, base backups and WAL archivers are no standbys. The server forgets the lag of a
    // standby
    // that is idle: then it has replayed everything, or the lag is unknown. One unknown lag makes the greatest unknown.
    private static final String ON_PRIMARY = """
            SELECT CASE WHEN count(*) = count(lag) THEN extract(epoch FROM max(lag)) END
            FROM (SELECT coalesce(sender.replay_lag,
                                  CASE WHEN sender.replay_lsn >= pg_current_wal_flush_lsn() THEN interval '0' END) AS lag
                  FROM pg_stat_replication AS sender
                  LEFT JOIN pg_replication_slots AS slot ON slot.active_pid = sender.pid
                  WHERE slot.slot_type IS DISTINCT FROM 'logical'
                    AND (sender.state IS NULL OR sender.state <> 'backup' AND sender.replay_lsn IS NOT NULL)) AS standby""";

    private ReplicationLag() {}

    /** NaN where there is no standby, and where it is unknown. */
    static double read(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            boolean standby;
            try (ResultSet role = statement.executeQuery("SELECT pg_is_in_recovery()")) {
                role.next();
                standby = role.getBoolean(1);
            }
            try (ResultSet row = statement.executeQuery(standby ? ON_STANDBY : ON_PRIMARY)) {
                row.next();
                double seconds = row.getDouble(1);
                // The clocks of two servers may differ.
                return row.wasNull() ? Double.NaN : Math.max(0, seconds);
            }
        }
    }
}
