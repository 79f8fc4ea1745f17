package io.venturi.jdbc;

import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** Waits for what another process does in its own time. */
public final class Await {

    private static final long PATIENCE_SECONDS = 30;

    private Await() {}

    /** Asks until the answer is yes; fails after half a minute. */
    public static void until(String what, Callable<Boolean> reached) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!reached.call()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("in vain: " + what);
            }
            Thread.onSpinWait();
        }
    }
}
