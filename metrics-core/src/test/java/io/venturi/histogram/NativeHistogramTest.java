package io.venturi.histogram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Native buckets beside those of the raw values: at each bound, one cell may be on the other side. */
class NativeHistogramTest {

    private static final int NO_LIMIT = Integer.MAX_VALUE;

    @Provide
    Arbitrary<Long> longs() {
        return Numbers.longs();
    }

    @Property(tries = 500)
    void bucketsAreThoseOfTheValuesButForOneCellAtABound(
            @ForAll @Size(min = 1, max = 300) List<@From("longs") Long> values,
            @ForAll @IntRange(min = -4, max = 8) int schema,
            @ForAll @IntRange(max = 3) int digits,
            @ForAll boolean nanos) {
        double factor = nanos ? 1e-9 : 1;
        long[] raw = Numbers.array(values);
        CellLayout layout = CellLayout.ofDigits(digits);
        NativeHistogram buckets = Numbers.recorded(digits, raw).nativeHistogram(factor, schema, NO_LIMIT);

        assertThat(buckets.schema()).isEqualTo(schema);
        assertThat(buckets.indexes()).isSorted().doesNotHaveDuplicates();
        assertThat(buckets.zeroCount()).isEqualTo(count(raw, 0, 0));
        long upTo = buckets.zeroCount();
        for (int i = 0; i < buckets.indexes().length; i++) {
            upTo += buckets.counts()[i];
            double bound = Math.pow(2, buckets.indexes()[i] * Math.pow(2, -schema)) / factor;
            long split = (long) bound;
            long truth = count(raw, 0, split);
            // Both neighbours where rounding leaves open which cell the bound is in.
            long lowest = layout.lowest(layout.cell((long) (bound * (1 - 1e-12))));
            long highest = layout.highest(layout.cell((long) (bound * (1 + 1e-12))));
            assertThat(upTo)
                    .as("up to %s", bound)
                    .isBetween(truth - count(raw, lowest, split), truth + count(raw, split + 1, highest));
        }
        assertThat(upTo).isEqualTo(raw.length);
    }

    private static long count(long[] values, long from, long to) {
        return Arrays.stream(values)
                .filter(value -> from <= value && value <= to)
                .count();
    }

    @ParameterizedTest
    @CsvSource({
        "1, -4, 0",
        "1, 0, 0",
        "1, 8, 0",
        "2, 0, 1",
        "2, -1, 1",
        "2, 3, 8",
        "4, 3, 16",
        "16, -2, 1",
        "16, 8, 1024"
    })
    void aPowerOfTwoEndsItsBucket(long value, int schema, int index) {
        assertThat(Numbers.recorded(1, new long[] {value})
                        .nativeHistogram(1, schema, NO_LIMIT)
                        .indexes())
                .containsExactly(index);
    }

    @ParameterizedTest
    @CsvSource({"0.5, 0, -1", "0.5, 3, -8", "0.5, -1, 0", "0.25, -1, -1", "0.0625, -2, -1", "0x1p-30, 8, -7680"})
    void powersOfTwoBelowOneToo(double factor, int schema, int index) {
        assertThat(Numbers.recorded(1, new long[] {1})
                        .nativeHistogram(factor, schema, NO_LIMIT)
                        .indexes())
                .containsExactly(index);
    }

    @Property(tries = 300)
    void theSchemaIsLoweredUntilTheBucketsFit(
            @ForAll @Size(min = 1, max = 300) List<@From("longs") Long> values,
            @ForAll @IntRange(min = -4, max = 8) int schema,
            @ForAll @IntRange(min = 1, max = 200) int maxBuckets) {
        HistogramSnapshot snapshot = Numbers.recorded(2, Numbers.array(values));
        NativeHistogram reduced = snapshot.nativeHistogram(1e-9, schema, maxBuckets);
        assertThat(reduced.schema()).isLessThanOrEqualTo(schema);
        if (reduced.schema() > -4) {
            assertThat(reduced.counts()).hasSizeLessThanOrEqualTo(maxBuckets);
        }
        if (reduced.schema() < schema) {
            assertThat(snapshot.nativeHistogram(1e-9, reduced.schema() + 1, NO_LIMIT)
                            .counts())
                    .hasSizeGreaterThan(maxBuckets);
        }
        // The same as if it had been asked for.
        NativeHistogram asked = snapshot.nativeHistogram(1e-9, reduced.schema(), NO_LIMIT);
        assertThat(reduced.indexes()).isEqualTo(asked.indexes());
        assertThat(reduced.counts()).isEqualTo(asked.counts());
        assertThat(reduced.zeroCount()).isEqualTo(asked.zeroCount());
    }

    @Test
    void zeroesHaveABucketOfTheirOwn() {
        NativeHistogram buckets = Numbers.recorded(1, new long[] {0, 0, 0, 1}).nativeHistogram(1e-9, 3, 160);
        assertThat(buckets.zeroCount()).isEqualTo(3);
        assertThat(buckets.zeroThreshold()).isBetween(0.0, 1e-30);
        assertThat(buckets.counts()).containsExactly(1);
        // 1e-9 is above 2^(-240/8) and up to 2^(-239/8).
        assertThat(buckets.indexes()).containsExactly(-239);
    }

    @Test
    void anEmptyOneHasNoBuckets() {
        NativeHistogram buckets = HistogramRecorder.create().snapshot().nativeHistogram(1, 3, 160);
        assertThat(buckets.counts()).isEmpty();
        assertThat(buckets.zeroCount()).isZero();
        assertThat(buckets.schema()).isEqualTo(3);
    }

    @Test
    void productsBeyondDoublesStayInTheLastBucketThereIs() {
        NativeHistogram buckets =
                Numbers.recordedFractions(1, new double[] {1e300}, 1e300).nativeHistogram(1e300, 0, 160);
        assertThat(buckets.indexes()).containsExactly(1_024);
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        HistogramSnapshot snapshot = Numbers.recorded(1, new long[] {1});
        for (double factor : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> snapshot.nativeHistogram(factor, 3, 160))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(String.valueOf(factor));
        }
        assertThatThrownBy(() -> snapshot.nativeHistogram(1, 9, 160)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> snapshot.nativeHistogram(1, -5, 160)).isInstanceOf(IllegalArgumentException.class);
    }
}
