package io.venturi.jdbc.tables;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a task at once, and again and again: each time an interval after the last began, give or take some jitter, so that
 * replicas that started together drift apart. A run that takes longer is followed by the next; two at once there are never.
 */
final class RunSchedule implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RunSchedule.class);

    private final ScheduledExecutorService executor;
    private final Duration interval;
    private final Duration jitter;
    private final LongUnaryOperator random;
    private final BooleanSupplier active;
    private final RunBounds time;
    private final Runnable task;
    private @Nullable Future<?> next;
    private boolean closed;

    /**
     * A schedule that {@link #start()} begins.
     *
     * @param random a random number below its argument
     * @param active whether to run when it is time
     * @param time where to read durations
     */
    RunSchedule(
            ScheduledExecutorService executor,
            Duration interval,
            Duration jitter,
            LongUnaryOperator random,
            BooleanSupplier active,
            RunBounds time,
            Runnable task) {
        this.executor = executor;
        this.interval = interval;
        this.jitter = jitter;
        this.random = random;
        this.active = active;
        this.time = time;
        this.task = task;
    }

    synchronized void start() {
        if (next != null) {
            throw new IllegalStateException("the collector is started already: call start() once");
        }
        schedule(Duration.ZERO);
    }

    private void tick() {
        long begin = time.nanos();
        try {
            if (active.getAsBoolean()) {
                task.run();
            }
        } catch (RuntimeException e) {
            LOG.warn("A counting run was not begun", e);
        } finally {
            Duration rest = delay().minus(time.since(begin));
            schedule(rest.isNegative() ? Duration.ZERO : rest);
        }
    }

    private Duration delay() {
        long nanos = jitter.toNanos();
        return interval.minus(jitter).plusNanos(nanos == 0 ? 0 : random.applyAsLong(2 * nanos));
    }

    private synchronized void schedule(Duration delay) {
        if (closed) {
            return;
        }
        try {
            next = executor.schedule(this::tick, delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            LOG.warn("The scheduler takes no tasks any more; tables are not counted from now on", e);
        }
    }

    /** Begins no run any more. */
    @Override
    public synchronized void close() {
        closed = true;
        if (next != null) {
            next.cancel(false);
        }
    }
}
