package io.venturi.histogram;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Cells are those of HdrHistogram itself. */
class CellLayoutTest {

    private static final Histogram[] HDR = new Histogram[6];

    static {
        for (int digits = 0; digits < HDR.length; digits++) {
            HDR[digits] = new Histogram(1, Long.MAX_VALUE, digits);
        }
    }

    @Provide
    Arbitrary<Long> values() {
        return Numbers.longs();
    }

    @Property(tries = 5_000)
    void aValueHasTheSameCell(@ForAll("values") long value, @ForAll @IntRange(max = 5) int digits) {
        isHdrs(value, digits);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5})
    void everyCellHasTheSameEnds(int digits) {
        CellLayout layout = CellLayout.ofDigits(digits);
        int step = Math.max(1, layout.cellCount() / 20_000);
        for (int cell = 0; cell < layout.cellCount(); cell += step) {
            isHdrs(layout.lowest(cell), digits);
            isHdrs(layout.highest(cell), digits);
            assertThat(layout.cell(layout.lowest(cell))).isEqualTo(cell);
            assertThat(layout.cell(layout.highest(cell))).isEqualTo(cell);
        }
        assertThat(layout.highest(layout.cellCount() - 1)).isEqualTo(Long.MAX_VALUE);
    }

    private static void isHdrs(long value, int digits) {
        CellLayout layout = CellLayout.ofDigits(digits);
        int cell = layout.cell(value);
        Histogram hdr = HDR[digits];
        assertThat(layout.lowest(cell)).isEqualTo(hdr.lowestEquivalentValue(value));
        assertThat(layout.highest(cell)).isEqualTo(hdr.highestEquivalentValue(value));
        assertThat(layout.middle(cell)).isEqualTo(hdr.medianEquivalentValue(value));
    }

    @Property
    void cellsOfACoarserLayoutAreUnions(
            @ForAll("values") long value, @ForAll @IntRange(max = 5) int one, @ForAll @IntRange(max = 5) int other) {
        CellLayout finer = CellLayout.ofDigits(Math.max(one, other));
        CellLayout coarser = CellLayout.ofDigits(Math.min(one, other));
        int cell = finer.cell(value);
        assertThat(coarser.cell(finer.lowest(cell))).isEqualTo(coarser.cell(finer.highest(cell)));
    }

    @Test
    void oneDigitHasSixteenCellsToAPowerOfTwo() {
        assertThat(CellLayout.ofDigits(1).cell(2_048) - CellLayout.ofDigits(1).cell(1_024))
                .isEqualTo(16);
        assertThat(CellLayout.ofDigits(2).cell(2_048) - CellLayout.ofDigits(2).cell(1_024))
                .isEqualTo(128);
    }
}
