package io.venturi.examples.cdc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The shop's customers: changes rows at a steady rate, and keeps the ledger of what it committed. */
final class Workload implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Workload.class);
    private static final long TICK_MILLIS = 20;
    private static final long RECONNECT_MILLIS = 500;
    private static final int MAX_ROWS_PER_TRANSACTION = 100;
    private static final long FIRST_BROKEN_ITEM_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final EmbeddedDatabase database;
    private final ChangeLedger ledger;
    private final int rowsPerSecond;
    private final RandomGenerator random;
    private final CountDownLatch open = new CountDownLatch(1);
    private final ServiceThread thread = new ServiceThread("shop-workload", this::run);

    private boolean brokenItemInserted;
    private @Nullable Connection connection;
    private @Nullable ShopRows rows;

    Workload(EmbeddedDatabase database, ChangeLedger ledger, int rowsPerSecond, RandomGenerator random) {
        this.database = database;
        this.ledger = ledger;
        this.rowsPerSecond = rowsPerSecond;
        this.random = random;
    }

    /** Rows that exist before the pipeline begins: the initial snapshot finds them. */
    void seed(int rowsPerTable) throws SQLException {
        for (ShopTable table : ShopTable.values()) {
            ShopTransaction transaction = begin();
            for (int i = 0; i < rowsPerTable; i++) {
                transaction.seedRow(table);
            }
            commit(transaction);
        }
    }

    void start() {
        thread.start();
    }

    /** Lets the changes begin: after the snapshot, for what changes during it shows in it or not, and nobody could count it. */
    void open() {
        open.countDown();
    }

    private void run() throws InterruptedException {
        open.await();
        Pace pace = new Pace(rowsPerSecond);
        while (!thread.isStoppedWithin(TICK_MILLIS)) {
            try {
                changeRows(pace);
            } catch (SQLException e) {
                log.debug("the shop's database does not answer", e);
                disconnect();
                pace.restart();
                if (thread.isStoppedWithin(RECONNECT_MILLIS)) {
                    return;
                }
            }
        }
    }

    private void changeRows(Pace pace) throws SQLException {
        for (long due = pace.take(MAX_ROWS_PER_TRANSACTION); due > 0; due = pace.take(MAX_ROWS_PER_TRANSACTION)) {
            ShopTransaction transaction = begin();
            if (!brokenItemInserted && pace.elapsedNanos() > FIRST_BROKEN_ITEM_NANOS) {
                brokenItemInserted = true; // chance brings more of them, but not always within a short run
                transaction.insertItem(true);
            }
            while (transaction.changes().size() < due) {
                transaction.changeAny();
            }
            commit(transaction);
            if (thread.isStopped()) {
                return;
            }
        }
    }

    private ShopTransaction begin() throws SQLException {
        Connection open = connection;
        ShopRows known = rows;
        if (open == null || known == null) {
            open = database.connect();
            connection = open;
            open.setAutoCommit(false);
            known = ShopRows.load(open);
            rows = known;
        }
        return new ShopTransaction(open, known, random);
    }

    private void commit(ShopTransaction transaction) throws SQLException {
        try {
            if (connection != null) {
                connection.commit();
            }
        } catch (SQLException e) {
            ledger.unsure();
            throw e;
        }
        transaction.changes().forEach(change -> ledger.committed(change.table(), change.operation()));
    }

    private void disconnect() {
        Connection last = connection;
        connection = null;
        rows = null;
        if (last != null) {
            try {
                last.close();
            } catch (SQLException e) {
                log.debug("closing a broken connection", e);
            }
        }
    }

    /** Returns when the last transaction has ended: nothing is committed afterwards. */
    @Override
    public void close() {
        open(); // or it would wait for a snapshot that may never come
        thread.close();
        disconnect();
    }
}
