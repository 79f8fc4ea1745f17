package io.venturi.examples.cdc;

import org.apache.iceberg.Table;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Expires old snapshots of the lake's tables now and then, with a catalogue connection of its own. */
final class LakeMaintenance implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LakeMaintenance.class);
    private static final long REST_MILLIS = 15_000;
    private static final int SNAPSHOTS_TO_KEEP = 30;

    private final Lake lake;
    private final ServiceThread thread = new ServiceThread("lake-maintenance", this::run);

    LakeMaintenance(Lake lake) {
        this.lake = lake;
    }

    void start() {
        thread.start();
    }

    private void run() throws InterruptedException {
        while (!thread.isStoppedWithin(REST_MILLIS)) {
            for (ShopTable table : ShopTable.values()) {
                expireSnapshots(table);
            }
        }
    }

    private void expireSnapshots(ShopTable shopTable) {
        try {
            Table table = lake.load(shopTable);
            table.expireSnapshots()
                    .expireOlderThan(System.currentTimeMillis())
                    .retainLast(SNAPSHOTS_TO_KEEP)
                    .commit();
        } catch (RuntimeException e) { // the writer was faster, or the catalogue is gone
            log.debug("the next round may do", e);
        }
    }

    @Override
    public void close() {
        thread.close();
    }
}
