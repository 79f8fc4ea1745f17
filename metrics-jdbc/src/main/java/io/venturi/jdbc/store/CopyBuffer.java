package io.venturi.jdbc.store;

import java.nio.ByteBuffer;
import java.sql.SQLException;
import org.postgresql.copy.CopyIn;

/** Writes rows in COPY's binary format, by way of a buffer that is used again. Not thread-safe. */
final class CopyBuffer {

    private static final byte[] SIGNATURE = {'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xFF, '\r', '\n', 0};
    private static final short END = -1;
    /** A length and eight bytes. */
    private static final int LONGEST = Integer.BYTES + Long.BYTES;

    private final CopyIn copy;
    private final ByteBuffer buffer;

    CopyBuffer(CopyIn copy, byte[] buffer) {
        this.copy = copy;
        this.buffer = ByteBuffer.wrap(buffer); // big-endian, as the format is
    }

    /** What stands before the first row: no flags, no extension. */
    void begin() {
        buffer.put(SIGNATURE).putInt(0).putInt(0);
    }

    /** Begins a row. */
    void row(int columns) throws SQLException {
        ensure(Short.BYTES);
        buffer.putShort((short) columns);
    }

    /** A bigint, or a timestamptz in microseconds since 2000. */
    void number(long value) throws SQLException {
        ensure(LONGEST);
        buffer.putInt(Long.BYTES).putLong(value);
    }

    /** A double precision, of every bit. */
    void number(double value) throws SQLException {
        ensure(LONGEST);
        buffer.putInt(Double.BYTES).putDouble(value);
    }

    /** A bytea. */
    void bytes(byte[] value) throws SQLException {
        ensure(Integer.BYTES);
        buffer.putInt(value.length);
        if (value.length <= buffer.remaining()) {
            buffer.put(value);
        } else {
            flush();
            copy.writeToCopy(value, 0, value.length);
        }
    }

    /** What stands behind the last row; all is sent then. */
    void end() throws SQLException {
        ensure(Short.BYTES);
        buffer.putShort(END);
        flush();
    }

    private void ensure(int bytes) throws SQLException {
        if (buffer.remaining() < bytes) {
            flush();
        }
    }

    private void flush() throws SQLException {
        copy.writeToCopy(buffer.array(), 0, buffer.position());
        buffer.clear();
    }
}
