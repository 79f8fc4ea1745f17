package io.venturi.examples.cdc;

/** How many things are due by now, at so many per second. Not safe for several threads. */
final class Pace {
    private int perSecond;
    private long startNanos = System.nanoTime();
    private long taken;

    Pace(int perSecond) {
        this.perSecond = perSecond;
    }

    /** Goes on at another rate. */
    void change(int nextPerSecond) {
        if (nextPerSecond != perSecond) {
            perSecond = nextPerSecond;
            restart();
        }
    }

    /** Takes what is due, at most {@code max}. */
    long take(int max) {
        long due = Math.min(max, elapsedNanos() * perSecond / 1_000_000_000L - taken);
        taken += due;
        return due;
    }

    long elapsedNanos() {
        return System.nanoTime() - startNanos;
    }

    /** Forgets what was missed: after an outage, life goes on at the usual pace. */
    void restart() {
        startNanos = System.nanoTime();
        taken = 0;
    }
}
