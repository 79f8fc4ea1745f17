package io.venturi.examples.cdc;

import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The shop's customers: change rows at a steady rate, unless a fault has them behave otherwise. */
final class Workload implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Workload.class);
    private static final long TICK_MILLIS = 20;
    private static final long RECONNECT_MILLIS = 500;
    private static final int MAX_ROWS_PER_TRANSACTION = 100;
    private static final long FIRST_BROKEN_ITEM_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final int RUSH = 5;
    private static final int BROKEN_NOW_AND_THEN_PERMILLE = 4;
    private static final int BROKEN_OFTEN_PERMILLE = 500;

    private final ShopSession session;
    private final FaultSwitches faults;
    private final int rowsPerSecond;
    private final boolean breaksItems;
    private final CountDownLatch open = new CountDownLatch(1);
    private final AtomicBoolean truncationDue = new AtomicBoolean();
    private final ServiceThread thread = new ServiceThread("shop-workload", this::run);

    private boolean brokenItemInserted;
    private boolean correctionDue;

    /** A workload that breaks an item now and then, or not one unless a fault is on. */
    Workload(ShopSession session, FaultSwitches faults, int rowsPerSecond, boolean breaksItems) {
        this.session = session;
        this.faults = faults;
        this.rowsPerSecond = rowsPerSecond;
        this.breaksItems = breaksItems;
    }

    /** Rows that exist before the pipeline begins: the initial snapshot finds them. */
    void seed(int rowsPerTable) throws SQLException {
        for (ShopTable table : ShopTable.values()) {
            ShopTransaction transaction = session.begin(0);
            for (int i = 0; i < rowsPerTable; i++) {
                transaction.seedRow(table);
            }
            session.commit(transaction);
        }
    }

    void start() {
        thread.start();
    }

    /** Lets the changes begin: after the snapshot, for what changes during it shows in it or not, and nobody could count it. */
    void open() {
        open.countDown();
    }

    /** Has all items removed at once, soon. */
    void truncateItems() {
        truncationDue.set(true);
    }

    private void run() throws InterruptedException {
        open.await();
        Pace pace = new Pace(rowsPerSecond);
        while (!thread.isStoppedWithin(TICK_MILLIS)) {
            try {
                doWhatIsDue();
                changeRows(pace);
            } catch (SQLException e) {
                log.debug("the shop's database does not answer", e);
                session.close();
                pace.restart();
                if (thread.isStoppedWithin(RECONNECT_MILLIS)) {
                    return;
                }
            }
        }
    }

    private void doWhatIsDue() throws SQLException {
        if (truncationDue.get()) {
            ShopTransaction transaction = session.begin(0);
            transaction.truncateItems();
            session.commit(transaction);
            truncationDue.set(false);
        }
        if (isPoisoned()) {
            correctionDue = true;
        } else if (correctionDue) {
            ShopTransaction transaction = session.begin(0);
            transaction.correctItems();
            session.commit(transaction);
            correctionDue = false;
        }
    }

    private boolean isPoisoned() {
        return faults.isOn(Fault.POISON_EVENTS) || faults.isOn(Fault.DEAD_LETTERS_REFUSED);
    }

    private void changeRows(Pace pace) throws SQLException {
        if (faults.isOn(Fault.QUIET)) {
            pace.restart();
        }
        pace.change(faults.isOn(Fault.BUFFER_FILLED) ? RUSH * rowsPerSecond : rowsPerSecond);
        for (long due = pace.take(MAX_ROWS_PER_TRANSACTION); due > 0; due = pace.take(MAX_ROWS_PER_TRANSACTION)) {
            ShopTransaction transaction = session.begin(brokenPermille());
            if (breaksItems && !brokenItemInserted && pace.elapsedNanos() > FIRST_BROKEN_ITEM_NANOS) {
                brokenItemInserted = true; // chance brings more of them, but not always within a short run
                transaction.insertItem(true);
            }
            while (transaction.changes().size() < due) {
                transaction.changeAny();
            }
            session.commit(transaction);
            if (thread.isStopped()) {
                return;
            }
        }
    }

    private int brokenPermille() {
        if (isPoisoned()) {
            return BROKEN_OFTEN_PERMILLE;
        }
        return breaksItems ? BROKEN_NOW_AND_THEN_PERMILLE : 0;
    }

    /** Returns when the last transaction has ended: nothing is committed afterwards. */
    @Override
    public void close() {
        open(); // or it would wait for a snapshot that may never come
        thread.close();
        session.close();
    }
}
