package io.venturi.jdbc;

import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Keeps what is to be repeated, and runs it when the test says so, on the test's thread. */
public final class TestScheduler extends ScheduledThreadPoolExecutor implements AutoCloseable {
    private @Nullable Runnable task;
    private @Nullable ScheduledFuture<?> future;
    private Duration delay = Duration.ZERO;
    private int tasks;

    public TestScheduler() {
        super(0);
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable command, long initial, long period, TimeUnit unit) {
        tasks++;
        task = command;
        delay = Duration.of(period, unit.toChronoUnit());
        ScheduledFuture<?> never = schedule(() -> {}, 1, TimeUnit.DAYS);
        future = never;
        return never;
    }

    public void run() {
        if (task == null) {
            throw new AssertionError("nothing was scheduled");
        }
        task.run();
    }

    public int tasks() {
        return tasks;
    }

    public Duration delay() {
        return delay;
    }

    public boolean isCancelled() {
        return future != null && future.isCancelled();
    }

    @Override
    public void close() {
        shutdownNow();
    }
}
