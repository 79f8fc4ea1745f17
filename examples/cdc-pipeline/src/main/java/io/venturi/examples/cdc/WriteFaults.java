package io.venturi.examples.cdc;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Bad luck on order: the disk refuses one file, or is slow. */
final class WriteFaults {
    private static final int SLOW_BATCH = 50;
    private static final long SLOW_FILE_MILLIS = 500;

    private final FaultSwitches switches;
    private final long startNanos = System.nanoTime();
    private final long afterNanos;
    private final AtomicBoolean due;

    /** One failure, at the first file after this time, if there is one; slow while {@link Fault#BUFFER_FILLED}. */
    WriteFaults(FaultSwitches switches, Optional<Duration> after) {
        this.switches = switches;
        this.afterNanos = after.orElse(Duration.ZERO).toNanos();
        this.due = new AtomicBoolean(after.isPresent());
    }

    /** How many events a batch may have: a slow disk is not given more. */
    int batchAtMost(int usual) {
        return isSlow() ? Math.min(usual, SLOW_BATCH) : usual;
    }

    void beforeFileWrite() throws IOException, InterruptedException {
        if (isSlow()) {
            TimeUnit.MILLISECONDS.sleep(SLOW_FILE_MILLIS);
        }
        if (System.nanoTime() - startNanos >= afterNanos && due.compareAndSet(true, false)) {
            throw new IOException("no space left on device (a fault of the demo)");
        }
    }

    private boolean isSlow() {
        return switches.isOn(Fault.BUFFER_FILLED);
    }
}
