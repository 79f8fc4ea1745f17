package io.venturi.jdbc;

import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Waits for what another process does in its own time. */
public final class Await {

    private static final long PATIENCE_SECONDS = 30;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private Await() {}

    /** Asks until the answer is yes; fails after half a minute. */
    public static void until(String what, Callable<Boolean> reached) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!reached.call()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("in vain: " + what);
            }
            pause();
        }
    }

    /** Between two questions: leaves the processor to those who are to answer, and to the tests beside this one. */
    public static void pause() {
        LockSupport.parkNanos(PAUSE_NANOS);
    }
}
