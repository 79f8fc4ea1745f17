package io.venturi.jdbc.store;

import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * What stands before the encoded body of a batch: enough to put it in its place without reading the rest. Checked by a
 * checksum of its own.
 *
 * @param samples how many
 * @param distributions how many
 * @param bodyLength in bytes
 * @param bodyChecksum CRC32C of the body
 */
record BatchHeader(
        UUID incarnation, long seq, Instant created, int samples, int distributions, int bodyLength, int bodyChecksum) {

    /** Its length in bytes. */
    static final int LENGTH = 60;

    private static final byte[] MAGIC = {'V', 'M', 'B'};
    private static final byte VERSION = 1;
    private static final int CHECKED = LENGTH - Integer.BYTES;
    /** What an encoded figure takes at least. */
    private static final int LEAST_BYTES = 9;

    /** How many figures the batch has. */
    int size() {
        return samples + distributions;
    }

    void writeTo(ByteBuffer out) {
        int start = out.position();
        out.put(MAGIC).put(VERSION);
        out.putInt(samples).putInt(distributions).putInt(bodyLength);
        out.putLong(incarnation.getMostSignificantBits()).putLong(incarnation.getLeastSignificantBits());
        out.putLong(seq);
        out.putLong(created.getEpochSecond()).putInt(created.getNano());
        out.putInt(bodyChecksum);
        out.putInt(checksum(out.array(), out.arrayOffset() + start, CHECKED));
    }

    /** Reads the header at the beginning of some bytes. */
    static BatchHeader read(byte[] bytes) throws UnreadableBatchException {
        if (bytes.length < LENGTH) {
            throw new UnreadableBatchException("it is cut off after " + bytes.length + " bytes");
        }
        for (int i = 0; i < MAGIC.length; i++) {
            if (bytes[i] != MAGIC[i]) {
                throw new UnreadableBatchException("it does not begin as a batch does");
            }
        }
        ByteBuffer in = ByteBuffer.wrap(bytes, 0, LENGTH);
        if (in.getInt(CHECKED) != checksum(bytes, 0, CHECKED)) {
            throw new UnreadableBatchException("the checksum of its header is wrong");
        }
        if (bytes[MAGIC.length] != VERSION) {
            throw new UnreadableBatchException("it has version " + bytes[MAGIC.length] + " of the format, and only "
                    + VERSION + " is known: a later version of this library wrote it");
        }
        return checked(in.position(MAGIC.length + 1));
    }

    private static BatchHeader checked(ByteBuffer in) throws UnreadableBatchException {
        int samples = in.getInt();
        int distributions = in.getInt();
        int bodyLength = in.getInt();
        if (samples < 0
                || distributions < 0
                || bodyLength < 0
                || (long) LEAST_BYTES * samples + (long) LEAST_BYTES * distributions > bodyLength) {
            throw new UnreadableBatchException("its header promises more figures than it has bytes");
        }
        UUID incarnation = new UUID(in.getLong(), in.getLong());
        long seq = in.getLong();
        return new BatchHeader(
                incarnation, seq, instant(in.getLong(), in.getInt()), samples, distributions, bodyLength, in.getInt());
    }

    private static Instant instant(long seconds, int nanos) throws UnreadableBatchException {
        try {
            return Instant.ofEpochSecond(seconds, nanos);
        } catch (DateTimeException | ArithmeticException e) {
            throw new UnreadableBatchException("a time is out of range", e);
        }
    }

    static int checksum(byte[] bytes, int from, int length) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, from, length);
        return (int) checksum.getValue();
    }
}
