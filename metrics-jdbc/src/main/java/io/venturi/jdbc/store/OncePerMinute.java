package io.venturi.jdbc.store;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Says whether something may be told of again, which it may once a minute. Thread-safe. */
final class OncePerMinute {

    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

    private final LongSupplier nanoTime;
    private final AtomicLong due;

    OncePerMinute(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.due = new AtomicLong(nanoTime.getAsLong());
    }

    /** Whether it may now; if so, not again for a minute. */
    boolean allows() {
        long now = nanoTime.getAsLong();
        long from = due.get();
        return now - from >= 0 && due.compareAndSet(from, now + MINUTE);
    }

    /** Whether nobody would be held back now. */
    boolean isDue() {
        return nanoTime.getAsLong() - due.get() >= 0;
    }
}
