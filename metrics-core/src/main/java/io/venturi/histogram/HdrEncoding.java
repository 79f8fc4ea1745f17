package io.venturi.histogram;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;

/**
 * HdrHistogram's V2 compressed encoding. It is read without the library, which takes as much memory as the bytes ask for, and
 * keeps that outside the heap when they are malformed; and written without it, since it lets no one set the ratio to doubles. (Definition: HdrHistogram, {@code AbstractHistogram} and {@code
 * ZigZagEncoding}.)
 */
final class HdrEncoding {

    private static final int COMPRESSED_COOKIE = 0x1c849304;
    private static final int COOKIE = 0x1c849303;
    /** Where cookies hold what V2 does not need. */
    private static final int WORD_SIZE = 0xf0;

    private static final int WORDS_OF_V2 = 0x10;

    private static final int HEADER = 40;
    private static final int MAX_COUNT_BYTES = 9;
    /** The library takes no less. */
    private static final long LEAST_TRACKABLE = 2;

    /** A cookie and a length. */
    private static final int COMPRESSED_HEADER = 2 * Integer.BYTES;

    private static final int MAX_MAGNITUDE = 61;

    private HdrEncoding() {}

    /** What was encoded: cells, without a unit of their own. */
    @SuppressWarnings("ArrayRecordComponent") // not compared
    record Decoded(CellLayout layout, long[] byCell, double ratio) {}

    /**
     * Encodes as the library does, but for the ratio, which it has no way to set.
     *
     * @param ratio what 1 in a cell stands for
     */
    static byte[] encode(CellCounts cells, double ratio) {
        int last = Math.max(0, cells.to() - 1);
        ByteBuffer plain = ByteBuffer.allocate(HEADER + MAX_COUNT_BYTES * (last + 1));
        plain.putInt(COOKIE | WORDS_OF_V2).putInt(0).putInt(0);
        plain.putInt(cells.layout().significantDigits()).putLong(1);
        plain.putLong(
                cells.total() == 0
                        ? LEAST_TRACKABLE
                        : Math.max(LEAST_TRACKABLE, cells.layout().highest(last)));
        plain.putDouble(ratio);
        putCounts(cells, last, plain);
        plain.putInt(Integer.BYTES, plain.position() - HEADER);
        return compressed(plain.array(), plain.position());
    }

    private static void putCounts(CellCounts cells, int last, ByteBuffer to) {
        for (int cell = 0; cell <= last; cell++) {
            int empty = 0;
            while (cell + empty <= last && cells.count(cell + empty) == 0) {
                empty++;
            }
            if (empty > 1) {
                putZigZag(-empty, to);
                cell += empty - 1;
            } else {
                putZigZag(cells.count(cell), to);
            }
        }
    }

    private static void putZigZag(long value, ByteBuffer to) {
        long rest = (value << 1) ^ (value >> (Long.SIZE - 1));
        for (int i = 1; i < MAX_COUNT_BYTES && rest >>> 7 != 0; i++) {
            to.put((byte) (rest | 0x80));
            rest >>>= 7;
        }
        to.put((byte) rest);
    }

    private static byte[] compressed(byte[] plain, int length) {
        // What cannot be compressed grows a little.
        byte[] bytes = new byte[COMPRESSED_HEADER + length + length / 8 + 64];
        Deflater deflater = new Deflater();
        try {
            deflater.setInput(plain, 0, length);
            deflater.finish();
            int size = deflater.deflate(bytes, COMPRESSED_HEADER, bytes.length - COMPRESSED_HEADER);
            ByteBuffer.wrap(bytes).putInt(COMPRESSED_COOKIE | WORDS_OF_V2).putInt(size);
            return Arrays.copyOf(bytes, COMPRESSED_HEADER + size);
        } finally {
            deflater.end();
        }
    }

    static Decoded decode(byte[] encoded) {
        try (InflatedBytes in = inflated(encoded)) {
            check((in.readInt() & ~WORD_SIZE) == COOKIE, "no V2 cookie where they are inflated");
            int length = in.readInt();
            in.readInt(); // where its array begins: the counts are in order all the same
            CellLayout layout = CellLayout.ofDigits(in.readInt());
            long lowestDiscernible = in.readLong();
            check(lowestDiscernible > 0, "a lowest discernible value of " + lowestDiscernible);
            int shift = Long.SIZE - 1 - Long.numberOfLeadingZeros(lowestDiscernible);
            check(shift + layout.magnitude() <= MAX_MAGNITUDE, "a lowest discernible value of " + lowestDiscernible);
            in.readLong(); // the highest trackable value: what is counted says it as well
            double ratio = Double.longBitsToDouble(in.readLong());
            return new Decoded(layout, byCell(in, length, layout, shift), ratio);
        } catch (DataFormatException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    encoded.length + " bytes are no HdrHistogram in V2 compressed encoding: " + e.getMessage(), e);
        }
    }

    private static InflatedBytes inflated(byte[] encoded) {
        check(encoded.length >= COMPRESSED_HEADER, "too few");
        ByteBuffer header = ByteBuffer.wrap(encoded);
        check((header.getInt() & ~WORD_SIZE) == COMPRESSED_COOKIE, "no V2 cookie");
        int length = header.getInt();
        check(length >= 0 && length <= header.remaining(), length + " bytes were to follow");
        return new InflatedBytes(encoded, COMPRESSED_HEADER, length);
    }

    private static long[] byCell(InflatedBytes in, int length, CellLayout layout, int shift)
            throws DataFormatException {
        int end = layout.cell(Long.MAX_VALUE >> shift) + 1;
        long[] byCell = {};
        long index = 0;
        for (int at = 0; at < length; ) {
            long encoded = 0;
            int bits = 0;
            int next;
            do {
                next = in.read();
                at++;
                // Of nine bytes, the last says nothing about a next.
                encoded |= (long) (bits == 56 ? next : next & 0x7f) << bits;
                bits += 7;
            } while (next > 0x7f && bits < Long.SIZE - 1);
            long count = (encoded >>> 1) ^ -(encoded & 1);
            check(count >= index - end, "counts beyond the last cell");
            if (count > 0) {
                check(index < end, "counts beyond the last cell");
                int cell = shift == 0 ? (int) index : cell((int) index, layout, shift);
                if (cell >= byCell.length) {
                    byCell = Arrays.copyOf(byCell, Math.max(cell + 1, Math.min(2 * cell, layout.cellCount())));
                }
                byCell[cell] = count;
            }
            // A negative count is that of cells that hold nothing.
            index += count < 0 ? -count : 1;
        }
        return byCell;
    }

    /** The cell of the middle of one whose values are shifted. */
    private static int cell(int index, CellLayout layout, int shift) {
        return layout.cell((layout.lowest(index) << shift) + (layout.width(index) << shift >> 1));
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
