package io.venturi.histogram;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import org.HdrHistogram.AbstractHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/** Cells, to and from HdrHistogram. */
final class HdrCells {

    private HdrCells() {}

    static Histogram toHdr(CellCounts cells) {
        CellLayout layout = cells.layout();
        long highest = cells.total() == 0 ? 2 : Math.max(2, layout.highest(cells.to() - 1));
        Histogram histogram = new Histogram(1, highest, layout.significantDigits());
        for (int cell = cells.from(); cell < cells.to(); cell++) {
            long count = cells.count(cell);
            if (count > 0) {
                histogram.recordValueWithCount(layout.lowest(cell), count);
            }
        }
        return histogram;
    }

    static CellCounts fromHdr(AbstractHistogram histogram) {
        return fromHdr(histogram, CellCounts.WHOLE);
    }

    private static CellCounts fromHdr(AbstractHistogram histogram, double unit) {
        CellLayout layout = CellLayout.ofDigits(histogram.getNumberOfSignificantValueDigits());
        long[] cells = new long[layout.cellCount()];
        for (HistogramIterationValue value : histogram.recordedValues()) {
            // The middle, since cells of one that tracks from above 1 may span several of ours.
            int cell = layout.cell(histogram.medianEquivalentValue(value.getValueIteratedTo()));
            cells[cell] = Stripe.saturated(cells[cell] + value.getCountAtValueIteratedTo());
        }
        return CellCounts.of(layout, unit, cells);
    }

    static Total totalOf(CellCounts cells) {
        double sum = 0;
        for (int cell = cells.from(); cell < cells.to(); cell++) {
            sum += cells.value(cell) * cells.count(cell);
        }
        return Total.of((long) sum);
    }

    static byte[] encode(CellCounts cells) {
        Histogram histogram = toHdr(cells);
        ByteBuffer buffer = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
        return Arrays.copyOf(buffer.array(), histogram.encodeIntoCompressedByteBuffer(buffer));
    }

    static CellCounts decode(byte[] encoded, double unit) {
        try {
            return fromHdr(Histogram.decodeFromCompressedByteBuffer(ByteBuffer.wrap(encoded), 0), unit);
        } catch (DataFormatException | RuntimeException e) {
            throw new IllegalArgumentException(
                    encoded.length + " bytes are no HdrHistogram in V2 compressed encoding: " + e.getMessage(), e);
        }
    }
}
