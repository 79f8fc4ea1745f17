package io.venturi.histogram;

import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Bytes as they are inflated, one after the other, in little memory however many they become. Without the streams of the JDK, which took
 * longer than what is done with the bytes. Not thread-safe.
 */
final class InflatedBytes implements AutoCloseable {

    private static final int BUFFER = 1024;

    private final Inflater inflater = new Inflater();
    private final byte[] buffer = new byte[BUFFER];
    private int at;
    private int end;

    InflatedBytes(byte[] deflated, int from, int length) {
        inflater.setInput(deflated, from, length);
    }

    /**
     * The next byte, 0 to 255.
     *
     * @throws DataFormatException if there is none, or the bytes cannot be inflated
     */
    int read() throws DataFormatException {
        if (at == end) {
            fill();
        }
        return buffer[at++] & 0xff;
    }

    private void fill() throws DataFormatException {
        at = 0;
        end = inflater.inflate(buffer);
        if (end == 0) {
            throw new DataFormatException("they end too early");
        }
    }

    /** The next four, the most significant first. */
    int readInt() throws DataFormatException {
        return (read() << 24) | (read() << 16) | (read() << 8) | read();
    }

    /** The next eight. */
    long readLong() throws DataFormatException {
        return ((long) readInt() << Integer.SIZE) | Integer.toUnsignedLong(readInt());
    }

    @Override
    public void close() {
        inflater.end();
    }
}
