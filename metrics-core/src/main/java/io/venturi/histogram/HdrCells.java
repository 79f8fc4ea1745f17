package io.venturi.histogram;

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
        CellLayout layout = CellLayout.ofDigits(histogram.getNumberOfSignificantValueDigits());
        long[] cells = new long[layout.cellCount()];
        for (HistogramIterationValue value : histogram.recordedValues()) {
            // The middle, since cells of one that tracks from above 1 may span several of ours.
            int cell = layout.cell(histogram.medianEquivalentValue(value.getValueIteratedTo()));
            cells[cell] = Stripe.saturated(cells[cell] + value.getCountAtValueIteratedTo());
        }
        return CellCounts.of(layout, CellCounts.WHOLE, cells);
    }

    static Total totalOf(CellCounts cells) {
        double sum = 0;
        for (int cell = cells.from(); cell < cells.to(); cell++) {
            sum += cells.value(cell) * cells.count(cell);
        }
        return Total.of((long) sum);
    }
}
