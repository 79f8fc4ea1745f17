package io.venturi.examples.cdc;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A named thread that is asked to stop first and interrupted when it takes too long. */
final class ServiceThread implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ServiceThread.class);
    private static final long GRACE_MILLIS = 1_200;

    /** What the thread does, until it is stopped. */
    @FunctionalInterface
    interface Work {
        void run() throws InterruptedException;
    }

    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread;

    ServiceThread(String name, Work work) {
        thread = new Thread(() -> run(work), name);
        thread.setDaemon(true); // one that hangs in a socket must not keep the process
    }

    void start() {
        thread.start();
    }

    private static void run(Work work) {
        try {
            work.run();
        } catch (InterruptedException e) {
            log.debug("interrupted, which is how this thread ends");
        }
    }

    boolean isStopped() {
        return stop.getCount() == 0;
    }

    /** Rests, and returns at once when asked to stop. */
    boolean isStoppedWithin(long millis) throws InterruptedException {
        return stop.await(millis, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        stop.countDown();
        try {
            thread.join(GRACE_MILLIS);
            thread.interrupt();
            thread.join(GRACE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
