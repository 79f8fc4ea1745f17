package io.venturi.prometheus;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Text on its way to a stream, as bytes; numbers are written without making strings of them where that can be. Not thread-safe. */
final class ByteSink {

    private static final int CAPACITY = 16 * 1024;
    private static final int LONGEST_LONG = 20;
    /** From here on {@link Double#toString} uses an exponent; up to here a long's digits and ".0" are the same. */
    private static final double PLAIN_LIMIT = 1e7;

    private final OutputStream out;
    private final byte[] buffer = new byte[CAPACITY];
    private int length;

    ByteSink(OutputStream out) {
        this.out = out;
    }

    ByteSink put(byte[] bytes) throws IOException {
        if (bytes.length > CAPACITY - length) {
            flush();
            if (bytes.length > CAPACITY) {
                out.write(bytes);
                return this;
            }
        }
        System.arraycopy(bytes, 0, buffer, length, bytes.length);
        length += bytes.length;
        return this;
    }

    ByteSink put(char ascii) throws IOException {
        if (length == CAPACITY) {
            flush();
        }
        buffer[length++] = (byte) ascii;
        return this;
    }

    ByteSink put(String text) throws IOException {
        return put(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A number that is not negative. */
    ByteSink put(long number) throws IOException {
        if (CAPACITY - length < LONGEST_LONG) {
            flush();
        }
        int end = length + digits(number);
        long rest = number;
        int at = end;
        do {
            buffer[--at] = (byte) ('0' + rest % 10);
            rest /= 10;
        } while (rest != 0);
        length = end;
        return this;
    }

    private static int digits(long number) {
        int digits = 1;
        for (long rest = number; rest >= 10; rest /= 10) {
            digits++;
        }
        return digits;
    }

    /** A number as Prometheus writes it. */
    ByteSink put(double number) throws IOException {
        if (number >= 0 && number < PLAIN_LIMIT && number == (long) number && 1 / number > 0) {
            return put((long) number).put('.').put('0');
        }
        if (Double.isInfinite(number)) {
            return put(number > 0 ? "+Inf" : "-Inf");
        }
        return put(Double.toString(number));
    }

    /** Gives what is here to the stream. */
    void flush() throws IOException {
        out.write(buffer, 0, length);
        length = 0;
    }
}
