package io.venturi.http.api;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** A request's body, of so many bytes at most and within a time. It can only see that time is over when something arrives. */
final class LimitedBody extends InputStream {

    private static final int CHUNK = 8 * 1024;
    private static final long DISCARD_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final InputStream body;
    private final long limit;
    private final LongSupplier nanoTime;
    private final long deadline;
    private long read;
    private boolean ended;

    /** There is more than the limit. */
    static final class TooLargeException extends IOException {
        private static final long serialVersionUID = 1;
    }

    /** It did not arrive in time. */
    static final class TooSlowException extends IOException {
        private static final long serialVersionUID = 1;
    }

    LimitedBody(InputStream body, ApiLimits limits, LongSupplier nanoTime) {
        this.body = body;
        this.limit = limits.bodyBytes();
        this.nanoTime = nanoTime;
        this.deadline = nanoTime.getAsLong() + limits.bodyTime().toNanos();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        int count = body.read(into, offset, length);
        if (count < 0) {
            ended = true;
            return -1;
        }
        read += count;
        if (read > limit) {
            throw new TooLargeException();
        }
        if (nanoTime.getAsLong() - deadline > 0) {
            throw new TooSlowException();
        }
        return count;
    }

    /** Reads what is left, if it is not more than so many bytes and comes soon. */
    void discard(long most) throws IOException {
        byte[] chunk = new byte[CHUNK];
        long end = nanoTime.getAsLong() + DISCARD_NANOS;
        long left = most;
        while (!ended && left > 0 && nanoTime.getAsLong() - end < 0) {
            int count = body.read(chunk);
            ended = count < 0;
            left -= Math.max(0, count);
        }
    }
}
