package io.venturi.histogram;

import java.util.Arrays;

/** Counts of cells that add up in place. Not thread-safe. */
final class CellSum {

    private CellLayout layout;
    private double unit;
    private long[] cells;

    CellSum(CellCounts first) {
        layout = first.layout();
        unit = first.unit();
        cells = new long[first.to()];
        first.addTo(cells);
    }

    /** Adds counts: as {@link CellCounts#plus}. */
    void add(CellCounts more) {
        if (!layout.equals(more.layout()) || unit != more.unit()) {
            CellCounts both = counts().plus(more);
            layout = both.layout();
            unit = both.unit();
            cells = new long[both.to()];
            both.addTo(cells);
            return;
        }
        if (more.to() > cells.length) {
            cells = Arrays.copyOf(cells, more.to());
        }
        more.addTo(cells);
    }

    CellCounts counts() {
        return CellCounts.of(layout, unit, cells);
    }
}
