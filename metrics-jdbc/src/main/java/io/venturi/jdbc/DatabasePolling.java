package io.venturi.jdbc;

import io.venturi.instrument.MeterScope;
import io.venturi.instrument.Problem;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Asks a database for figures time and again, on one connection at a time and never on the thread of a scrape. What fails
 * is counted and logged, and asked again; where nothing could be read, less and less often. Thread-safe.
 */
final class DatabasePolling implements AutoCloseable {

    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
    private static final int MOST_DOUBLINGS = 10;
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(5);

    private final DataSource dataSource;
    private final MeterScope scope;
    private final List<Polled<?>> figures;
    private final Runnable afterwards;
    private final Duration interval;
    private final Duration statementTimeout;
    private final ScheduledExecutorService executor;
    private final boolean ownsExecutor;
    private final ReentrantLock polling = new ReentrantLock();
    private @Nullable ScheduledFuture<?> next;
    private boolean started;
    private volatile boolean closed;
    private volatile int failures;

    /**
     * Does nothing until it is started.
     *
     * @param what the thread's name, where the host gives no executor
     * @param afterwards called after each poll, whatever came of it, by one thread at a time
     */
    DatabasePolling(
            String what,
            DataSource dataSource,
            MeterScope scope,
            List<Polled<?>> figures,
            Runnable afterwards,
            PollOptions options) {
        this.dataSource = dataSource;
        this.scope = scope;
        this.figures = figures;
        this.afterwards = afterwards;
        this.interval = options.interval();
        this.statementTimeout = options.statementTimeout();
        ScheduledExecutorService given = options.executor();
        this.ownsExecutor = given == null;
        this.executor = given == null ? ownExecutor(what) : given;
    }

    private static ScheduledExecutorService ownExecutor(String what) {
        return Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "venturi-" + what);
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Polls now, and then after each interval. A second call changes nothing. */
    synchronized void start() {
        if (started || closed || !scope.isOpen()) {
            return;
        }
        started = true;
        schedule(Duration.ZERO);
    }

    private synchronized void schedule(Duration pause) {
        if (closed) {
            return;
        }
        try {
            next = executor.schedule(this::pollAndGoOn, pause.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            scope.invalid(figures.get(0).meter(), Problem.QUERY_FAILED, e); // the host ended its executor first
        }
    }

    private void pollAndGoOn() {
        try {
            poll();
        } finally {
            schedule(pause());
        }
    }

    /** After failures, twice as long each time: up to five minutes, or the interval where that is longer. */
    private Duration pause() {
        Duration longest = interval.compareTo(LONGEST_PAUSE) > 0 ? interval : LONGEST_PAUSE;
        Duration pause = interval.multipliedBy(1L << Math.min(Math.max(failures - 1, 0), MOST_DOUBLINGS));
        return pause.compareTo(longest) > 0 ? longest : pause;
    }

    /** Polls on the calling thread; returns normally whatever the database does. */
    void poll() {
        polling.lock();
        try {
            if (!closed && scope.isOpen()) {
                failures = asksAnything() ? 0 : failures + 1;
                afterwards.run();
            }
        } finally {
            polling.unlock();
        }
    }

    /** Asks for all figures; whether any answer came. */
    private boolean asksAnything() {
        int answers = 0;
        try (ReadOnlySession session = ReadOnlySession.open(dataSource, statementTimeout)) {
            for (Polled<?> one : figures) {
                if (asks(session, one)) {
                    answers++;
                }
            }
        } catch (SQLException | RuntimeException e) {
            scope.invalid(figures.get(0).meter(), Problem.QUERY_FAILED, e);
        }
        return answers > 0;
    }

    /** Asks for one; a failure that breaks the connection ends the poll. */
    private boolean asks(ReadOnlySession session, Polled<?> one) throws SQLException {
        try {
            one.ask(session);
            return true;
        } catch (SQLException e) {
            if (session.isBrokenBy(e)) {
                throw e;
            }
            scope.invalid(one.meter(), Problem.QUERY_FAILED, e);
            return false;
        }
    }

    /** Ends it, and waits for a poll under way, 5 seconds at most. Idempotent. */
    @Override
    public void close() {
        stop();
        try {
            if (polling.tryLock(CLOSE_PATIENCE.toNanos(), TimeUnit.NANOSECONDS)) {
                polling.unlock();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void stop() {
        closed = true;
        if (next != null) {
            next.cancel(false);
        }
        if (ownsExecutor) {
            executor.shutdown();
        }
    }
}
