package io.venturi.examples.cdc;

import java.util.concurrent.TimeUnit;

/** Lets so many requests per second pass. */
final class TokenBucket {
    private final int perSecond;
    private double tokens;
    private long filledNanos = System.nanoTime();

    TokenBucket(int perSecond) {
        this.perSecond = perSecond;
        this.tokens = perSecond;
    }

    synchronized boolean take() {
        long now = System.nanoTime();
        tokens = Math.min(perSecond, tokens + (now - filledNanos) * (double) perSecond / TimeUnit.SECONDS.toNanos(1));
        filledNanos = now;
        if (tokens < 1) {
            return false;
        }
        tokens -= 1;
        return true;
    }
}
