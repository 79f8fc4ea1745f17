package io.venturi.jdbc.store;

import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread that stores what waits, batch by batch. */
final class MeasurementWriter implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(MeasurementWriter.class);
    private static final long FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(100);
    private static final int MOST_DOUBLINGS = 7; // 13 s

    private final MeasurementQueue queue;
    private final MeasurementStorage storage;
    private final MinuteLog log;
    private long seq;

    MeasurementWriter(MeasurementQueue queue, MeasurementStorage storage, MinuteLog log) {
        this.queue = queue;
        this.storage = storage;
        this.log = log;
    }

    @Override
    public void run() {
        boolean ended = false;
        try {
            storeAll();
            ended = true;
        } finally {
            if (!ended) {
                LOG.error("The thread that stores measurements ends by an error: nothing is stored any more");
            }
        }
    }

    private void storeAll() {
        try {
            List<Measurement> batch = queue.next();
            while (batch != null) {
                seq++;
                if (!store(batch)) {
                    return;
                }
                batch = queue.next();
            }
            storage.forget();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // given up
        } catch (SQLException | RuntimeException e) {
            LOG.debug("The mark of the last batch stays for a while", e);
        }
    }

    /** Tries until it is stored; false if it is given up. */
    private boolean store(List<Measurement> batch) throws InterruptedException {
        for (int failures = 0; ; failures++) {
            try {
                queue.settle(storage.store(seq, batch));
                return true;
            } catch (SQLException | RuntimeException e) {
                log.warn(batch.size() + " measurements cannot be stored, and others wait; tried again", e);
                if (!queue.pause(pause(failures))) {
                    return false;
                }
            }
        }
    }

    /** Twice as long each time; processes that lost their database at once do not come back at once. */
    private static long pause(int failures) {
        long longest = FIRST_PAUSE << Math.min(failures, MOST_DOUBLINGS);
        return ThreadLocalRandom.current().nextLong(longest / 2, longest + 1);
    }
}
