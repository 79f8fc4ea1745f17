package io.venturi.jdbc.store;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes that grow as values are written: numbers as short as they are, most significant part last. Not thread-safe. */
final class EncodedBytes {

    private static final int FIRST_CAPACITY = 4096;

    private byte[] bytes;
    private int length;

    /** The first so many bytes are left free. */
    EncodedBytes(int free) {
        bytes = new byte[free + FIRST_CAPACITY];
        length = free;
    }

    private void reserve(int more) {
        if (bytes.length - length < more) {
            // An array cannot be longer than an int says: addExact refuses a batch that nobody makes.
            bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(length, more), (int)
                    Math.min(Integer.MAX_VALUE - 8L, 2L * bytes.length)));
        }
    }

    /** One byte. */
    void octet(int value) {
        reserve(1);
        bytes[length++] = (byte) value;
    }

    /** A number from 0 up takes one byte for each 7 bits; a negative one takes ten. */
    void number(long value) {
        reserve(10);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            bytes[length++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[length++] = (byte) rest;
    }

    /** The same for numbers near to 0 on both sides. */
    void signed(long value) {
        number((value << 1) ^ (value >> 63));
    }

    void real(double value) {
        reserve(Double.BYTES);
        ByteBuffer.wrap(bytes).putDouble(length, value);
        length += Double.BYTES;
    }

    void block(byte[] block) {
        number(block.length);
        put(block);
    }

    private void put(byte[] block) {
        reserve(block.length);
        System.arraycopy(block, 0, bytes, length, block.length);
        length += block.length;
    }

    /** UTF-8, or where a text has half a surrogate pair, which UTF-8 cannot tell, its chars. */
    void text(String text) {
        ByteBuffer encoded;
        boolean utf8 = true;
        try {
            encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
        } catch (CharacterCodingException e) {
            utf8 = false;
            encoded = ByteBuffer.allocate(2 * text.length());
            encoded.asCharBuffer().put(text);
        }
        int size = encoded.remaining();
        number(2L * size + (utf8 ? 0 : 1));
        reserve(size);
        encoded.get(bytes, length, size);
        length += size;
    }

    int length() {
        return length;
    }

    /** The array that is written to, longer than what was. */
    byte[] array() {
        return bytes;
    }

    byte[] toByteArray() {
        return Arrays.copyOf(bytes, length);
    }
}
