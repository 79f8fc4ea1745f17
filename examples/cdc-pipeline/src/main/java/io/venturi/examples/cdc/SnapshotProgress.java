package io.venturi.examples.cdc;

import io.venturi.CdcMeters;
import java.util.EnumSet;
import java.util.Set;

/** How far the initial snapshot is: tables whose last row has not come yet. */
final class SnapshotProgress {
    private final CdcMeters meters;
    private final Runnable whenFinished;
    private final Set<ShopTable> remaining = EnumSet.allOf(ShopTable.class);

    SnapshotProgress(CdcMeters meters, Runnable whenFinished) {
        this.meters = meters;
        this.whenFinished = whenFinished;
        publish();
    }

    void sawRow(ShopTable table, String marker) {
        if (marker.equals("last_in_data_collection")) {
            remaining.remove(table);
            publish();
        } else if (marker.equals("last")) {
            finished();
        }
    }

    void finished() {
        if (!remaining.isEmpty()) {
            remaining.clear();
            publish();
            whenFinished.run();
        }
    }

    private void publish() {
        meters.snapshotTables(ShopTable.values().length, remaining.size());
    }
}
