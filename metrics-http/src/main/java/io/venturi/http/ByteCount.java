package io.venturi.http;

/** Counts the bytes of a body. One thread at a time uses a body, and hands it to the next safely; so it does with this. */
final class ByteCount {

    private long bytes;

    void add(long more) {
        bytes += Math.max(0, more);
    }

    void clear() {
        bytes = 0;
    }

    long get() {
        return bytes;
    }
}
