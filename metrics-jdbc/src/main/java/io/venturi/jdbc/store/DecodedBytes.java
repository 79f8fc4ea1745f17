package io.venturi.jdbc.store;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Reads what {@link EncodedBytes} wrote; believes no length that is not there. Not thread-safe. */
final class DecodedBytes {

    private static final int LONGEST_SHIFT = 63;

    private final ByteBuffer in;

    DecodedBytes(byte[] bytes, int from, int length) {
        in = ByteBuffer.wrap(bytes, from, length).slice();
    }

    private void need(int bytes) throws UnreadableBatchException {
        if (in.remaining() < bytes) {
            throw new UnreadableBatchException("it ends in the middle of a value");
        }
    }

    int octet() throws UnreadableBatchException {
        need(1);
        return in.get() & 0xFF;
    }

    long number() throws UnreadableBatchException {
        long value = 0;
        for (int shift = 0; shift <= LONGEST_SHIFT; shift += 7) {
            int octet = octet();
            value |= (octet & 0x7FL) << shift;
            if (octet < 0x80) {
                return value;
            }
        }
        throw new UnreadableBatchException("a number does not end");
    }

    long signed() throws UnreadableBatchException {
        long value = number();
        return (value >>> 1) ^ -(value & 1);
    }

    double real() throws UnreadableBatchException {
        need(Double.BYTES);
        return in.getDouble();
    }

    /** How many things follow, of which each takes so many bytes at least. */
    int count(int leastBytes) throws UnreadableBatchException {
        long count = number();
        if (count < 0 || count > in.remaining() / leastBytes) {
            throw new UnreadableBatchException("it promises " + count + " things in " + in.remaining() + " bytes");
        }
        return (int) count;
    }

    /** One of so many things. */
    int index(long index, int size) throws UnreadableBatchException {
        if (index < 0 || index >= size) {
            throw new UnreadableBatchException("it refers to number " + index + " of " + size + " things");
        }
        return (int) index;
    }

    byte[] block() throws UnreadableBatchException {
        byte[] block = new byte[count(1)];
        in.get(block);
        return block;
    }

    String text() throws UnreadableBatchException {
        long head = number();
        long size = head >>> 1;
        boolean utf8 = (head & 1) == 0;
        if (size > in.remaining() || (!utf8 && size % 2 != 0)) {
            throw new UnreadableBatchException("a text of " + size + " bytes is not there");
        }
        ByteBuffer bytes = in.slice().limit((int) size);
        in.position(in.position() + (int) size);
        if (!utf8) {
            return bytes.asCharBuffer().toString();
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw new UnreadableBatchException("a text is not UTF-8", e);
        }
    }

    void end() throws UnreadableBatchException {
        if (in.hasRemaining()) {
            throw new UnreadableBatchException(in.remaining() + " bytes are left over");
        }
    }
}
