package io.venturi.jdbc.tables;

import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** The run that is going on, of which there is one at a time. Thread-safe. */
final class SoleRun {

    private final ZoneId zone;
    private final ReentrantLock counting = new ReentrantLock();
    private volatile @Nullable Going going;
    private volatile boolean stopped;

    SoleRun(ZoneId zone) {
        this.zone = zone;
    }

    private record Going(TableCountRun header, RunBounds bounds) {}

    /** Does the work, unless a run is going on, also around this call: then yields that one, RUNNING. */
    TableCountRun run(RunBounds bounds, Work work) {
        if (!counting.tryLock()) {
            return notDoubled(bounds);
        }
        try {
            if (counting.getHoldCount() > 1) {
                return notDoubled(bounds);
            }
            going = new Going(header(0, bounds), bounds);
            if (stopped) {
                bounds.stop(); // between the look of whoever called and now
            }
            return work.run(id -> going = new Going(header(id, bounds), bounds));
        } finally {
            if (counting.getHoldCount() == 1) {
                going = null;
            }
            counting.unlock();
        }
    }

    private TableCountRun notDoubled(RunBounds bounds) {
        Going other = going;
        return other == null ? header(0, bounds) : other.header();
    }

    private TableCountRun header(long id, RunBounds bounds) {
        return new TableCountRun(
                id,
                bounds.now(),
                LocalDate.ofInstant(bounds.now(), zone),
                RunStatus.RUNNING,
                "a run is going on since " + bounds.now() + ", and no second one was begun: wait until it ends",
                List.of());
    }

    /** Stops the run that is going on, and any that still comes; false where it has not ended in time. */
    boolean stop(Duration timeout) throws InterruptedException {
        stopped = true;
        Going last = going;
        if (last != null) {
            // Elsewhere: to cancel a statement is a connection of its own, which a server that is down keeps waiting.
            TableCountCollector.daemon("table-count-stop", last.bounds()::stop).start();
        }
        if (!counting.tryLock(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
            return false;
        }
        counting.unlock();
        return true;
    }

    /** What a run does; it tells its number when it has one. */
    @FunctionalInterface
    interface Work {
        TableCountRun run(LongConsumer begun);
    }
}
