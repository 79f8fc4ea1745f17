package io.venturi.examples.cdc;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/** Bad luck on order: the disk refuses one file. */
final class WriteFaults {
    private final long startNanos = System.nanoTime();
    private final long afterNanos;
    private final AtomicBoolean due = new AtomicBoolean(true);

    /** One failure, at the first file after this time. */
    WriteFaults(Duration after) {
        this.afterNanos = after.toNanos();
    }

    void beforeFileWrite() throws IOException {
        if (System.nanoTime() - startNanos >= afterNanos && due.compareAndSet(true, false)) {
            throw new IOException("no space left on device (a fault of the demo)");
        }
    }
}
