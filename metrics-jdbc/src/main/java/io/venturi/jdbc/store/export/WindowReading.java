package io.venturi.jdbc.store.export;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the sources of a window one after the other, a sinkful at a time. Not thread-safe. */
final class WindowReading {

    /** So many end a transaction, though the sink may not be full: it must not be long. */
    private static final int SOURCES_AT_ONCE = 500;

    private static final int ROWS_AT_ONCE = 500_000;

    private final StoredHistory history;
    private final List<Source> sources;
    private final long windowFrom;
    private final long windowUntil;
    private final Position begin;
    private Position at;
    private int next;
    /** From where on the next source is to be read, if some of it is read already. */
    private long resumeAt = Long.MIN_VALUE;

    private boolean ended;

    /**
     * Reads on from a position.
     *
     * @param sources in the order of their keys, unless the position is the start
     */
    WindowReading(StoredHistory history, List<Source> sources, Window window, Position begin) {
        this.history = history;
        this.sources = sources;
        this.windowFrom = window.from().toEpochMilli();
        this.windowUntil = window.until().toEpochMilli();
        this.begin = begin;
        this.at = begin;
    }

    /** How far it has read. */
    Position at() {
        return at;
    }

    /** Whether there may be more. */
    boolean hasNext() {
        return next < sources.size();
    }

    /**
     * Reads until the sink is full, or there is no more.
     *
     * @param end where to stop instead, however full the sink is
     */
    void fill(Sink sink, RunningSums sums, Tally tally, @Nullable Position end) throws SQLException {
        ended = false;
        while (hasNext() && !ended && (end != null || !sink.isFull())) {
            history.read((reader, connection) -> {
                Turn turn = new Turn(reader, connection, end == null ? sink : new Patient(sink), sums, tally);
                some(turn, end);
                return turn;
            });
        }
        at = end == null ? at : end;
    }

    private record Turn(SourceReader reader, Connection connection, Sink sink, RunningSums sums, Tally tally) {

        long read(Source source, long from, long until) throws SQLException {
            return from >= until ? Position.ALL : reader.read(connection, source, from, until, sums, sink, tally);
        }
    }

    private void some(Turn turn, @Nullable Position end) throws SQLException {
        long enough = turn.tally().rows + ROWS_AT_ONCE;
        for (int i = 0; i < SOURCES_AT_ONCE && hasNext() && turn.tally().rows < enough; i++) {
            Source source = sources.get(next);
            long until = end == null ? windowUntil : end.until(source, windowUntil);
            if (until == 0) {
                ended = true;
                return;
            }
            long from = Math.max(resumeAt, begin.from(source, windowFrom));
            long reached = turn.read(source, from, until);
            at = new Position(source.key(), reached);
            if (reached != Position.ALL) {
                resumeAt = reached + 1;
                return;
            }
            if (until < windowUntil) {
                resumeAt = until;
                ended = true;
                return;
            }
            resumeAt = Long.MIN_VALUE;
            next++;
            if (turn.sink().isFull()) {
                return;
            }
        }
    }

    /** Takes all of what is to be read up to an end that is given. */
    private record Patient(Sink sink) implements Sink {

        @Override
        public void sample(Source source, long millis, double value) {
            sink.sample(source, millis, value);
        }

        @Override
        public void histogram(Source source, long millis, RunningHistogram histogram) {
            sink.histogram(source, millis, histogram);
        }

        @Override
        public boolean isFull() {
            return false;
        }
    }
}
