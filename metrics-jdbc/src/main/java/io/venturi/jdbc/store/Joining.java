package io.venturi.jdbc.store;

/** Waits for the end of a thread, also where who waits was interrupted before: what is to be saved does not depend on that. */
final class Joining {

    private Joining() {}

    /** Waits for this time at most, or until it is interrupted meanwhile. An interruption is passed on afterwards. */
    static void join(Thread thread, long millis) {
        boolean interrupted = Thread.interrupted();
        try {
            thread.join(Math.max(1, millis));
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
