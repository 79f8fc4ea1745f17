package io.venturi.examples.cdc;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Another party that commits to the lake's tables, with a catalogue connection of its own: it expires old snapshots, and
 * once, early on, keeps so busy that it gets in the writer's way. Iceberg lets one of them win.
 */
final class LakeMaintenance implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LakeMaintenance.class);
    private static final long BUSY_NANOS = TimeUnit.SECONDS.toNanos(20);
    private static final long REST_MILLIS = 15_000;
    private static final int SNAPSHOTS_TO_KEEP = 30;

    private final Lake lake;
    private final Duration busyAfter;
    private final LongSupplier conflicts;
    private final ServiceThread thread = new ServiceThread("lake-maintenance", this::run);

    LakeMaintenance(Lake lake, Duration busyAfter, LongSupplier conflicts) {
        this.lake = lake;
        this.busyAfter = busyAfter;
        this.conflicts = conflicts;
    }

    void start() {
        thread.start();
    }

    private void run() throws InterruptedException {
        if (thread.isStoppedWithin(busyAfter.toMillis())) {
            return;
        }
        getInTheWay();
        while (!thread.isStoppedWithin(REST_MILLIS)) {
            for (ShopTable table : ShopTable.values()) {
                tryTo(() -> expireSnapshots(lake.load(table)));
            }
        }
    }

    private void getInTheWay() throws InterruptedException {
        long end = System.nanoTime() + BUSY_NANOS;
        while (conflicts.getAsLong() == 0 && System.nanoTime() < end && !thread.isStoppedWithin(1)) {
            tryTo(() -> lake.load(ShopTable.ORDERS)
                    .updateProperties()
                    .set("maintenance.checked-at", Long.toString(System.currentTimeMillis()))
                    .commit());
        }
    }

    private static void expireSnapshots(Table table) {
        table.expireSnapshots()
                .expireOlderThan(System.currentTimeMillis())
                .retainLast(SNAPSHOTS_TO_KEEP)
                .commit();
    }

    private static void tryTo(Runnable work) {
        try {
            work.run();
        } catch (CommitFailedException e) {
            log.debug("the writer was faster; the next round will do", e);
        } catch (RuntimeException e) {
            log.debug("the catalogue does not answer; the next round may", e);
        }
    }

    @Override
    public void close() {
        thread.close();
    }
}
