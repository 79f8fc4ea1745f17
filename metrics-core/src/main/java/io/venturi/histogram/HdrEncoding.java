package io.venturi.histogram;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.InflaterInputStream;
import org.HdrHistogram.Histogram;

/**
 * HdrHistogram's V2 compressed encoding. It is read without the library, which takes as much memory as the bytes ask for, and
 * keeps that outside the heap when they are malformed. (Definition: HdrHistogram, {@code AbstractHistogram} and {@code
 * ZigZagEncoding}.)
 */
final class HdrEncoding {

    private static final int COMPRESSED_COOKIE = 0x1c849304;
    private static final int COOKIE = 0x1c849303;
    /** Where cookies hold what V2 does not need. */
    private static final int WORD_SIZE = 0xf0;

    /** A cookie and a length. */
    private static final int COMPRESSED_HEADER = 2 * Integer.BYTES;

    private static final int MAX_MAGNITUDE = 61;

    private HdrEncoding() {}

    static byte[] encode(CellCounts cells) {
        Histogram histogram = HdrCells.toHdr(cells);
        // What cannot be compressed grows a little; the library would cut it off without a word.
        int uncompressed = histogram.getNeededByteBufferCapacity();
        ByteBuffer buffer = ByteBuffer.allocate(uncompressed + uncompressed / 8 + 64);
        return Arrays.copyOf(buffer.array(), histogram.encodeIntoCompressedByteBuffer(buffer));
    }

    static CellCounts decode(byte[] encoded, double unit) {
        try (DataInputStream in = inflated(encoded)) {
            check((in.readInt() & ~WORD_SIZE) == COOKIE, "no V2 cookie where they are inflated");
            int length = in.readInt();
            in.readInt(); // where its array begins: the counts are in order all the same
            CellLayout layout = CellLayout.ofDigits(in.readInt());
            long lowestDiscernible = in.readLong();
            check(lowestDiscernible > 0, "a lowest discernible value of " + lowestDiscernible);
            int shift = Long.SIZE - 1 - Long.numberOfLeadingZeros(lowestDiscernible);
            check(shift + layout.magnitude() <= MAX_MAGNITUDE, "a lowest discernible value of " + lowestDiscernible);
            in.readLong(); // the highest trackable value: what is counted says it as well
            in.readDouble(); // the ratio to doubles: of whole values it is 1
            return CellCounts.of(layout, unit, byCell(in, length, layout, shift));
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    encoded.length + " bytes are no HdrHistogram in V2 compressed encoding: " + e.getMessage(), e);
        }
    }

    private static DataInputStream inflated(byte[] encoded) {
        check(encoded.length >= COMPRESSED_HEADER, "too few");
        ByteBuffer header = ByteBuffer.wrap(encoded);
        check((header.getInt() & ~WORD_SIZE) == COMPRESSED_COOKIE, "no V2 cookie");
        int length = header.getInt();
        check(length >= 0 && length <= header.remaining(), length + " bytes were to follow");
        return new DataInputStream(
                new InflaterInputStream(new ByteArrayInputStream(encoded, COMPRESSED_HEADER, length)));
    }

    private static long[] byCell(DataInputStream in, int length, CellLayout layout, int shift) throws IOException {
        int end = layout.cell(Long.MAX_VALUE >> shift) + 1;
        long[] byCell = {};
        long index = 0;
        for (int at = 0; at < length; ) {
            long encoded = 0;
            int bits = 0;
            int next;
            do {
                next = in.readUnsignedByte();
                at++;
                // Of nine bytes, the last says nothing about a next.
                encoded |= (long) (bits == 56 ? next : next & 0x7f) << bits;
                bits += 7;
            } while (next > 0x7f && bits < Long.SIZE - 1);
            long count = (encoded >>> 1) ^ -(encoded & 1);
            check(count >= index - end, "counts beyond the last cell");
            if (count > 0) {
                check(index < end, "counts beyond the last cell");
                int cell =
                        layout.cell((layout.lowest((int) index) << shift) + (layout.width((int) index) << shift >> 1));
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

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
