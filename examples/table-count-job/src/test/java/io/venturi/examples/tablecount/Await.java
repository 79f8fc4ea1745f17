package io.venturi.examples.tablecount;

import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Waits for what another program does in its own time. */
final class Await {

    private static final long PATIENCE_SECONDS = 60;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private Await() {}

    /** Asks until the answer is yes; fails after a minute, with what {@code context} says then. */
    static void until(String what, Object context, Callable<Boolean> reached) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!reached.call()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("in vain: " + what + "; " + context);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
