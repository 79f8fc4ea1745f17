package io.venturi.jdbc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the server says of a replication slot.
 *
 * @param retainedBytes write-ahead log that is kept for it; NaN where it holds none back, or has lost what it did
 * @param lagBytes write-ahead log that its consumer has not confirmed; NaN likewise
 * @param active whether a consumer is connected
 */
record SlotReading(double retainedBytes, double lagBytes, boolean active) {

    // Logical slots of other databases belong to other sources. A standby that was started anew receives from the
    // beginning of a segment: what it has replayed may be further.
    private static final String SQL = """
            SELECT slot_name, active,
                   pg_wal_lsn_diff(here.lsn, restart_lsn),
                   pg_wal_lsn_diff(here.lsn, CASE slot_type WHEN 'logical' THEN confirmed_flush_lsn ELSE restart_lsn END),
                   restart_lsn IS NULL OR wal_status = 'lost'
            FROM pg_replication_slots,
                 (SELECT CASE WHEN pg_is_in_recovery() THEN greatest(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn())
                              ELSE pg_current_wal_lsn() END AS lsn) AS here
            WHERE slot_type = 'physical' OR database = current_database()
            ORDER BY slot_name""";

    /** All slots of the database, and the physical ones, by name. */
    static Map<String, SlotReading> read(Connection connection) throws SQLException {
        Map<String, SlotReading> slots = new LinkedHashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(SQL)) {
            while (rows.next()) {
                boolean lost = rows.getBoolean(5);
                SlotReading slot = new SlotReading(
                        lost ? Double.NaN : bytes(rows, 3), lost ? Double.NaN : bytes(rows, 4), rows.getBoolean(2));
                slots.put(rows.getString(1), slot);
            }
        }
        return slots;
    }

    private static double bytes(ResultSet rows, int column) throws SQLException {
        double bytes = rows.getDouble(column);
        // A standby may hold a slot that is ahead of what it has received.
        return rows.wasNull() ? Double.NaN : Math.max(0, bytes);
    }
}
