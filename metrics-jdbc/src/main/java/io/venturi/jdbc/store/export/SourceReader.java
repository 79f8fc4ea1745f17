package io.venturi.jdbc.store.export;

import io.venturi.jdbc.SchemaTransactions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** Reads what is stored of a source, a piece of a day at a time. */
final class SourceReader {

    private static final int FETCH = 5_000;

    private static final String SAMPLES = """
            SELECT (extract(epoch FROM ts) * 1000000)::bigint, value
              FROM %s
             WHERE series_id = ANY (?) AND ts >= ? AND ts < ?
             ORDER BY ts""";

    /** With the times at which the histogram was sampled and had nothing new: there, too, a receiver is to see it. */
    private static final String STEPS = """
            SELECT (extract(epoch FROM ts) * 1000000)::bigint, NULL::float8, NULL::bigint, NULL::float8, NULL::bytea
              FROM %s
             WHERE series_id = ANY (?) AND ts >= ? AND ts < ?
            UNION ALL
            SELECT (extract(epoch FROM ts) * 1000000)::bigint, sum, count, max, sketch
              FROM %s
             WHERE series_id = ANY (?) AND ts >= ? AND ts < ?
             ORDER BY 1""";

    private final String samples;
    private final String steps;

    SourceReader(SchemaTransactions transactions) {
        this.samples = SAMPLES.formatted(transactions.relation("metric_sample"));
        this.steps =
                STEPS.formatted(transactions.relation("metric_sample"), transactions.relation("metric_distribution"));
    }

    /**
     * Gives a sink what there is of a source until the sink is full.
     *
     * @param from the first millisecond
     * @param until the millisecond after the last
     * @return the last millisecond that the sink was given, or {@link Position#ALL} if there is no more
     */
    long read(Connection connection, Source source, long from, long until, RunningSums sums, Sink sink, Tally tally)
            throws SQLException {
        boolean histogram = source.isHistogram();
        try (PreparedStatement statement = connection.prepareStatement(histogram ? steps : samples)) {
            int at = bind(connection, statement, 1, source.samples(), from, until);
            if (histogram) {
                bind(connection, statement, at, source.distributions(), from, until);
            }
            statement.setFetchSize(FETCH);
            try (ResultSet rows = statement.executeQuery()) {
                return pass(
                        rows,
                        histogram ? new Steps(source, sums.of(source), sink) : new Singles(source, sink),
                        sink,
                        tally);
            }
        }
    }

    private static int bind(
            Connection connection, PreparedStatement statement, int at, List<Long> ids, long from, long until)
            throws SQLException {
        statement.setArray(at, connection.createArrayOf("bigint", ids.toArray()));
        statement.setObject(at + 1, Times.bound(Instant.ofEpochMilli(from)));
        statement.setObject(at + 2, Times.bound(Instant.ofEpochMilli(until)));
        return at + 3;
    }

    /** What is made of the rows of a source. */
    private interface Course {

        void take(ResultSet row, Tally tally) throws SQLException;

        void give(long millis);
    }

    private static final class Singles implements Course {

        private final Source source;
        private final Sink sink;
        private double last;
        private boolean taken;

        Singles(Source source, Sink sink) {
            this.source = source;
            this.sink = sink;
        }

        @Override
        public void take(ResultSet row, Tally tally) throws SQLException {
            if (taken) {
                tally.sameMillisecond++;
            }
            taken = true;
            last = row.getDouble(2);
        }

        @Override
        public void give(long millis) {
            taken = false;
            sink.sample(source, millis, last);
        }
    }

    private record Steps(Source source, RunningHistogram running, Sink sink) implements Course {

        @Override
        public void take(ResultSet row, Tally tally) throws SQLException {
            byte[] sketch = row.getBytes(5);
            if (sketch == null) {
                return;
            }
            try {
                running.add(row.getLong(3), row.getDouble(2), row.getDouble(4), sketch);
            } catch (IllegalArgumentException e) {
                tally.damaged++;
            }
        }

        @Override
        public void give(long millis) {
            sink.histogram(source, millis, running);
        }
    }

    /** A millisecond is given when its last row is known. A full sink has not got the rows that were read after that. */
    private static long pass(ResultSet rows, Course course, Sink sink, Tally tally) throws SQLException {
        long open = Long.MIN_VALUE;
        long inOpen = 0;
        while (rows.next()) {
            long millis = Math.floorDiv(rows.getLong(1), 1_000L);
            if (millis != open && inOpen > 0) {
                close(open, inOpen, course, tally);
                inOpen = 0;
                if (sink.isFull()) {
                    return open;
                }
            }
            course.take(rows, tally);
            open = millis;
            inOpen++;
        }
        if (inOpen > 0) {
            close(open, inOpen, course, tally);
        }
        return Position.ALL;
    }

    private static void close(long millis, long rows, Course course, Tally tally) {
        course.give(millis);
        tally.rows += rows;
    }
}
