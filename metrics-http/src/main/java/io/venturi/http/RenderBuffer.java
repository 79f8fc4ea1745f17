package io.venturi.http;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A bounded body in memory, made of segments that are kept for the next one: a scrape in steady state allocates nothing
 * here. Not thread-safe while it is written; any number of threads may read it afterwards.
 */
final class RenderBuffer extends OutputStream {

    /** The body would have been larger than it may be. */
    static final class FullException extends IOException {
        FullException(int limit) {
            super("the exposition is larger than " + limit + " bytes");
        }
    }

    private static final int SEGMENT = 64 * 1024;

    private final int limit;
    private final List<byte[]> segments = new ArrayList<>();
    private int size;

    /** @param limit in bytes */
    RenderBuffer(int limit) {
        this.limit = limit;
    }

    int size() {
        return size;
    }

    /** Empties it. What the last body did not need goes back to the heap. */
    void reset() {
        int needed = (size + SEGMENT - 1) / SEGMENT;
        segments.subList(needed, segments.size()).clear();
        size = 0;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (length > limit - size) {
            throw new FullException(limit);
        }
        int from = offset;
        int left = length;
        while (left > 0) {
            int at = size % SEGMENT;
            int part = Math.min(left, SEGMENT - at);
            System.arraycopy(bytes, from, segment(size / SEGMENT), at, part);
            size += part;
            from += part;
            left -= part;
        }
    }

    private byte[] segment(int index) {
        if (index == segments.size()) {
            segments.add(new byte[SEGMENT]);
        }
        return segments.get(index);
    }

    void writeTo(OutputStream out) throws IOException {
        int left = size;
        for (int i = 0; left > 0; i++) {
            int part = Math.min(left, SEGMENT);
            out.write(segments.get(i), 0, part);
            left -= part;
        }
    }
}
