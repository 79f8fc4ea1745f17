package io.venturi.http.api;

import java.io.IOException;
import java.sql.SQLException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Lets few calls do something at a time; others wait a little, and are then told to come again. Thread-safe. */
final class Turns {

    private static final long PATIENCE_MILLIS = 2_000;

    private final Semaphore free;

    Turns(int atATime) {
        this.free = new Semaphore(atATime, true);
    }

    /**
     * What is done.
     *
     * @param <T> what comes of it
     */
    @FunctionalInterface
    interface Work<T> {
        T run() throws SQLException, IOException, Refusal;
    }

    <T> T take(Work<T> work) throws SQLException, IOException, Refusal {
        if (!acquire()) {
            throw new Refusal(503, "Too many calls at a time: try again").with("Retry-After", "1");
        }
        try {
            return work.run();
        } finally {
            free.release();
        }
    }

    private boolean acquire() {
        try {
            return free.tryAcquire(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
