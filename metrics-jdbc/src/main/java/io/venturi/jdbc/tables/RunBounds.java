package io.venturi.jdbc.tables;

import io.micrometer.core.instrument.Clock;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How long a run may go on: until its deadline, or until it is stopped. Thread-safe. */
final class RunBounds {

    private static final Logger LOG = LoggerFactory.getLogger(RunBounds.class);

    private final Clock clock;
    private final long begin;
    private final long limit;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Set<Statement> running = ConcurrentHashMap.newKeySet();

    RunBounds(Clock clock, Duration limit) {
        this.clock = clock;
        this.begin = clock.monotonicTime();
        this.limit = limit.toNanos();
    }

    Instant now() {
        return Instant.ofEpochMilli(clock.wallTime());
    }

    /** A reading to measure durations from. */
    long nanos() {
        return clock.monotonicTime();
    }

    Duration since(long nanos) {
        return Duration.ofNanos(Math.max(0, clock.monotonicTime() - nanos));
    }

    Duration elapsed() {
        return since(begin);
    }

    /** What is left until the deadline; zero or less where nothing is. */
    Duration left() {
        return Duration.ofNanos(limit - (clock.monotonicTime() - begin));
    }

    boolean isOver() {
        return isStopped() || left().toNanos() <= 0;
    }

    boolean isStopped() {
        return stopped.getCount() == 0;
    }

    /** Waits, not beyond the deadline; false where the run is over then. */
    boolean pause(Duration duration) {
        long nanos = Math.min(duration.toNanos(), left().toNanos());
        try {
            return !stopped.await(nanos, TimeUnit.NANOSECONDS) && !isOver();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Runs a statement so that {@link #stop()} can end it. */
    <T> T cancellable(Statement statement, SqlWork<T> work) throws SQLException {
        running.add(statement);
        try {
            if (isStopped()) {
                throw new SQLException("the run was stopped", "57014");
            }
            return work.get();
        } finally {
            running.remove(statement);
        }
    }

    /** Ends the run: what runs is cancelled, what waits goes on at once. May block as long as the network does. */
    void stop() {
        stopped.countDown();
        for (Statement statement : running) {
            try {
                statement.cancel();
            } catch (SQLException e) {
                LOG.debug("A count could not be cancelled; its timeout ends it", e);
            }
        }
    }

    /** Something that a database is asked. */
    @FunctionalInterface
    interface SqlWork<T> {
        T get() throws SQLException;
    }
}
