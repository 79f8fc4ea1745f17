package io.venturi.examples.cdc;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Another party that commits to a table of the lake, with a catalogue connection of its own, so busily that it gets in the
 * writer's way. Iceberg lets one of them win.
 */
final class LakeCompetitor implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LakeCompetitor.class);
    private static final Duration ONCE_AT_MOST = Duration.ofSeconds(20);
    private static final long BREATH_MILLIS = 2;
    private static final long IDLE_MILLIS = 50;

    private final Lake lake;
    private final FaultSwitches faults;
    private final Optional<Duration> onceAfter;
    private final LongSupplier conflicts;
    private final long startNanos = System.nanoTime();
    private final ServiceThread thread = new ServiceThread("lake-competitor", this::run);

    /** Busy while {@link Fault#COMMIT_CONFLICTS}, and once after this time, if there is one, until there was a conflict. */
    LakeCompetitor(Lake lake, FaultSwitches faults, Optional<Duration> onceAfter, LongSupplier conflicts) {
        this.lake = lake;
        this.faults = faults;
        this.onceAfter = onceAfter;
        this.conflicts = conflicts;
    }

    void start() {
        thread.start();
    }

    private void run() throws InterruptedException {
        while (!thread.isStoppedWithin(isBusy() ? BREATH_MILLIS : IDLE_MILLIS)) {
            if (isBusy()) {
                commit();
            }
        }
    }

    private boolean isBusy() {
        return faults.isOn(Fault.COMMIT_CONFLICTS)
                || (onceAfter.filter(this::isWithin).isPresent() && conflicts.getAsLong() == 0);
    }

    private boolean isWithin(Duration after) {
        Duration elapsed = Duration.ofNanos(System.nanoTime() - startNanos);
        return elapsed.compareTo(after) > 0 && elapsed.compareTo(after.plus(ONCE_AT_MOST)) < 0;
    }

    private void commit() {
        try {
            lake.load(ShopTable.ORDERS)
                    .updateProperties()
                    .set("competitor.was-here-at", Long.toString(System.currentTimeMillis()))
                    .commit();
        } catch (RuntimeException e) { // the writer was faster, or the catalogue is gone
            log.debug("the next one may do", e);
        }
    }

    @Override
    public void close() {
        thread.close();
    }
}
