package io.venturi.jdbc.store.history;

import io.venturi.jdbc.store.rollup.RollupPeriod;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Which buckets of distributions are read: those of a time and of certain dimensions. For a few series, each bucket is looked up
 * by its key; for many, the index is read from the first bucket to the last.
 */
final class BucketSelection {

    private static final int FEW = 20;

    private static final String LOOKED_UP = """
            %s WHERE kind = 'distributions' AND period = ? AND metric_name = ? AND period_start = ANY (?) AND dimensions_hash = ANY (?)""";

    private static final String SCANNED = """
            %s JOIN unnest(?::bytea[]) AS wanted (dimensions_hash) USING (dimensions_hash)
             WHERE kind = 'distributions' AND period = ? AND metric_name = ? AND period_start >= ? AND period_start < ?""";

    private final String metric;
    private final byte[][] hashes;

    BucketSelection(String metric, List<DistributedSeries> series) {
        this.metric = metric;
        this.hashes =
                series.stream().map(one -> HexFormat.of().parseHex(one.hash())).toArray(byte[][]::new);
    }

    /** What stands behind SELECT and its columns. */
    String from(String relation) {
        return (hashes.length <= FEW ? LOOKED_UP : SCANNED).formatted("FROM " + relation);
    }

    /** Binds what {@link #from} leaves open. */
    void bind(Connection connection, PreparedStatement statement, RollupPeriod period, TimeRange range)
            throws SQLException {
        int at = 1;
        if (hashes.length <= FEW) {
            statement.setString(at++, period.label());
            statement.setString(at++, metric);
            statement.setArray(at++, connection.createArrayOf("timestamptz", starts(period, range)));
            statement.setArray(at, connection.createArrayOf("bytea", hashes));
        } else {
            statement.setArray(at++, connection.createArrayOf("bytea", hashes));
            statement.setString(at++, period.label());
            statement.setString(at++, metric);
            statement.setObject(at++, time(range.from()));
            statement.setObject(at, time(range.to()));
        }
    }

    private static Object[] starts(RollupPeriod period, TimeRange range) {
        List<String> starts = new ArrayList<>();
        for (Instant start = range.from(); start.isBefore(range.to()); start = start.plus(period.length())) {
            starts.add(start.toString());
        }
        return starts.toArray();
    }

    static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
