package io.venturi.jdbc;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Runs what is scheduled when the test says so, whatever the delay; keeps the delays. */
final class ManualExecutor extends ScheduledThreadPoolExecutor {

    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private final Deque<Duration> delays = new ArrayDeque<>();

    ManualExecutor() {
        super(0);
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
        tasks.add(task);
        delays.add(Duration.ofNanos(unit.toNanos(delay)));
        return super.schedule(() -> {}, 1, TimeUnit.DAYS);
    }

    /** Runs the next task on this thread; the delay that it was to have. */
    Duration runNext() {
        tasks.remove().run();
        return delays.remove();
    }

    int waiting() {
        return tasks.size();
    }
}
