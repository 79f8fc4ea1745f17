package io.venturi.jdbc.store;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes batches out of a spool and has them stored, one after the other, on a thread of its own. What fails is tried again,
 * less and less often, and nothing overtakes it. Thread-safe.
 */
final class StoreWriter {

    private static final Logger LOG = LoggerFactory.getLogger(MetricStore.class);
    /** How often a batch may break the target by something other than the database before it is given up. */
    private static final int MOST_DEFECTS = 5;
    /** Between tries while the end is awaited: the database may come back in time. */
    private static final long LAST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private static final long LONGEST_GRACE_MILLIS = 1_000;

    private final Spool spool;
    private final BatchTarget target;
    private final StoreBooks books;
    private final Backoff backoff;
    private final Pause pause;
    private final SparseLog log;
    private final Thread thread;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition added = lock.newCondition();
    private final Condition ending = lock.newCondition();
    private long additions;
    private boolean closing;
    private volatile boolean abandoned;
    /** Of the thread: defects that the present batch met. */
    private int defects;

    /** Waits. */
    @FunctionalInterface
    interface Pause {
        /** Waits until the condition, whose lock is held, is signalled or the time is over. */
        void await(Condition ending, long nanos) throws InterruptedException;
    }

    StoreWriter(
            String name,
            Spool spool,
            BatchTarget target,
            StoreBooks books,
            Backoff backoff,
            Pause pause,
            SparseLog log) {
        this.spool = spool;
        this.target = target;
        this.books = books;
        this.backoff = backoff;
        this.pause = pause;
        this.log = log;
        this.thread = new Thread(this::run, "venturi-store-" + name);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** A batch was added to the spool. */
    void wake() {
        lock.lock();
        try {
            additions++;
            added.signal();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        boolean ended = false;
        try {
            while (turn()) {}
            ended = true;
        } catch (InterruptedException e) {
            ended = true; // abandoned
        } finally {
            if (!ended) {
                LOG.error("The thread that stores metric history ends by an error: nothing is stored any more");
            }
        }
    }

    /** Stores a batch, or tries to, or waits for one; false at the end. */
    private boolean turn() throws InterruptedException {
        long seen = additions();
        SampleBatch batch;
        try {
            batch = abandoned ? null : spool.first();
        } catch (IOException | RuntimeException e) {
            failed("What waits to be stored cannot be read", "a read", e);
            return true;
        }
        if (batch == null) {
            return awaitMore(seen);
        }
        store(batch);
        return true;
    }

    private long additions() {
        lock.lock();
        try {
            return additions;
        } finally {
            lock.unlock();
        }
    }

    private boolean awaitMore(long seen) throws InterruptedException {
        lock.lock();
        try {
            while (additions == seen && !closing) {
                added.await();
            }
            return additions != seen && !abandoned;
        } finally {
            lock.unlock();
        }
    }

    private void store(SampleBatch batch) throws InterruptedException {
        try {
            done(target.store(batch));
        } catch (SQLException e) {
            failed("Metric history cannot be stored", "SQLSTATE " + e.getSQLState(), e);
        } catch (RuntimeException e) {
            broken(batch, e);
        }
    }

    private void done(BatchTarget.Stored outcome) {
        backoff.reset();
        defects = 0;
        if (spool.removeFirst()) {
            books.stored.add(outcome.stored());
            books.rejected.add(outcome.rejected());
            books.expired.add(outcome.expired());
        }
    }

    /** A defect, which another try may not mend: what comes after must not wait for it for ever. */
    private void broken(SampleBatch batch, RuntimeException e) throws InterruptedException {
        if (++defects < MOST_DEFECTS) {
            failed("Metric history cannot be stored", e.getClass().getName(), e);
            return;
        }
        LOG.error(
                "Batch {} of {} is given up with its {} figures, having failed {} times",
                batch.seq(),
                batch.runtime(),
                batch.size(),
                defects,
                e);
        done(new BatchTarget.Stored(0, batch.size(), 0));
    }

    private void failed(String what, String cause, Exception e) throws InterruptedException {
        if (!abandoned && log.allows(cause)) {
            LOG.warn(
                    "{}; {} figures wait in {} bytes, and it is tried again (logged at most once a minute): {}",
                    what,
                    spool.size(),
                    spool.bytes(),
                    cause,
                    e);
        }
        long nanos = backoff.nextNanos();
        lock.lock();
        try {
            if (!abandoned) {
                pause.await(ending, closing ? Math.min(nanos, LAST_PAUSE_NANOS) : nanos);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Whether it stores what comes: not before it was started, nor once an error or the end ended it. */
    boolean isAlive() {
        return thread.isAlive();
    }

    /**
     * Ends the thread once the spool is empty, or else when the time is over; to be called once.
     *
     * @param abort breaks off what the target waits for
     * @return whether the thread has ended; otherwise it hangs in the target, and ends when that returns
     */
    boolean close(Duration within, Runnable abort) {
        end(false);
        long millis = within.toMillis();
        long grace = Math.min(LONGEST_GRACE_MILLIS, millis / 5);
        if (!endedWithin(millis - grace)) {
            end(true);
            abort.run();
            thread.interrupt();
            return endedWithin(grace);
        }
        return true;
    }

    private void end(boolean now) {
        lock.lock();
        try {
            closing = true;
            abandoned = now;
            added.signalAll();
            ending.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private boolean endedWithin(long millis) {
        Joining.join(thread, millis);
        return !thread.isAlive();
    }

    /** The thread's name, to be told of. */
    @Override
    public String toString() {
        return thread.getName();
    }
}
