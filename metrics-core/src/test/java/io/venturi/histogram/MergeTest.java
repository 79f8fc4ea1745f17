package io.venturi.histogram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Snapshots added and subtracted are those of the values together, and of the values since. */
class MergeTest {

    @Provide
    Arbitrary<Long> longs() {
        return Numbers.longs();
    }

    /** Told apart as doubles, too: a snapshot knows its bounds as such. */
    @Provide
    Arbitrary<Long> bounds() {
        return Numbers.longs().map(value -> value > 1L << 53 ? value & -4096 : value);
    }

    /** Their sums are exact in any order. */
    @Provide
    Arbitrary<Double> thousandths() {
        return Numbers.longs().map(value -> (value & 0xfffff) / 1024.0);
    }

    @Property
    void plusEqualsRecordingTogether(
            @ForAll @Size(max = 100) List<@From("longs") Long> some,
            @ForAll @Size(max = 100) List<@From("longs") Long> others,
            @ForAll @Size(max = 10) List<@From("bounds") Long> common,
            @ForAll @Size(max = 5) List<@From("bounds") Long> own,
            @ForAll @IntRange(max = 3) int digits,
            @ForAll @IntRange(max = 3) int otherDigits) {
        long[] bounds = Numbers.array(common);
        long[] moreBounds = LongStream.concat(Arrays.stream(bounds), Arrays.stream(Numbers.array(own)))
                .toArray();
        HistogramSnapshot one = Numbers.recorded(digits, Numbers.array(some), bounds);
        HistogramSnapshot other = Numbers.recorded(otherDigits, Numbers.array(others), moreBounds);
        long[] all = LongStream.concat(Arrays.stream(Numbers.array(some)), Arrays.stream(Numbers.array(others)))
                .toArray();
        assertThat(one.plus(other))
                .isEqualTo(other.plus(one))
                .hasSameHashCodeAs(other.plus(one))
                .isEqualTo(Numbers.recorded(Math.min(digits, otherDigits), all, bounds));
    }

    @Property
    void plusOfFractionsInOtherUnits(
            @ForAll @Size(max = 100) List<@From("thousandths") Double> some,
            @ForAll @Size(max = 100) List<@From("thousandths") Double> others,
            @ForAll @IntRange(max = 3) int digits,
            @ForAll @IntRange(max = 3) int otherDigits) {
        HistogramSnapshot one = Numbers.recordedFractions(digits, Numbers.doubleArray(some), 0.25);
        HistogramSnapshot finer = Numbers.recordedFractions(otherDigits, Numbers.doubleArray(others), 0x1p-30, 0.25);
        assertThat(finer.unit()).isLessThan(one.unit());
        ScaledHistogramRecorder together = ScaledHistogramRecorder.supplier(Math.min(digits, otherDigits), 0.25)
                .get();
        some.forEach(together::record);
        others.forEach(together::record);
        assertThat(one.plus(finer)).isEqualTo(finer.plus(one)).isEqualTo(together.snapshot());
    }

    /** Of recorders of any precision and unit, whole numbers and fractions. */
    @Provide
    Arbitrary<HistogramSnapshot> snapshots() {
        Arbitrary<Integer> digits = Arbitraries.integers().between(0, 3);
        Arbitrary<HistogramSnapshot> whole = Combinators.combine(
                        digits, longs().list().ofMaxSize(20), bounds().list().ofMaxSize(3))
                .as((d, values, at) -> Numbers.recorded(d, Numbers.array(values), Numbers.array(at)));
        Arbitrary<HistogramSnapshot> fractions = Combinators.combine(
                        digits, thousandths().list().ofMaxSize(20), Arbitraries.of(1.0, 0x1p-10, 0x1p-30))
                .as((d, values, unit) -> Numbers.recordedFractions(d, Numbers.doubleArray(values), unit, 0.25));
        return Arbitraries.oneOf(whole, fractions);
    }

    @Property(tries = 200)
    void aSumIsPlusOfOneAfterTheOther(@ForAll @Size(max = 6) List<@From("snapshots") HistogramSnapshot> all) {
        HistogramSum sum = new HistogramSum();
        HistogramSnapshot expected = null;
        for (HistogramSnapshot one : all) {
            sum.add(one);
            expected = expected == null ? one : expected.plus(one);
            assertThat(sum.snapshot()).isEqualTo(expected);
        }
        assertThat(sum.snapshot()).isEqualTo(expected);
    }

    @Test
    void boundsThatAreTheSameDoubleAreKeptApart() {
        HistogramSnapshot one = Numbers.recorded(1, new long[] {5}, Long.MAX_VALUE - 1, Long.MAX_VALUE);
        HistogramSnapshot other = Numbers.recorded(1, new long[] {Long.MAX_VALUE}, Long.MAX_VALUE - 1, Long.MAX_VALUE);
        HistogramSnapshot both = one.plus(other);
        assertThat(both.boundCount()).isEqualTo(2);
        assertThat(both.cumulativeCount(0)).isEqualTo(1);
        assertThat(both.cumulativeCount(1)).isEqualTo(2);
        assertThat(both.minus(one).cumulativeCount(1)).isEqualTo(1);
    }

    @Test
    void fractionsAndWholeNumbersAddUpInTheGreaterUnit() {
        HistogramSnapshot whole = Numbers.recorded(1, new long[] {3, 5});
        HistogramSnapshot fractions = Numbers.recordedFractions(1, new double[] {0.5, 7.25});
        HistogramSnapshot both = whole.plus(fractions);
        assertThat(both.unit()).isEqualTo(1);
        assertThat(both.count()).isEqualTo(4);
        assertThat(both.sum()).isEqualTo(15.75);
        assertThat(both.wholeSum()).isEqualTo(15);
        assertThat(both.max()).isEqualTo(7.25);
        assertThat(both.quantile(0)).isZero();
    }

    @Property
    void minusIsWhatWasRecordedSince(
            @ForAll @Size(max = 100) List<@From("longs") Long> before,
            @ForAll @Size(max = 100) List<@From("longs") Long> since,
            @ForAll @Size(max = 10) List<@From("longs") Long> bounds,
            @ForAll @IntRange(max = 3) int digits) {
        // Sums that saturate have no difference.
        long[] earlier = LongStream.of(Numbers.array(before)).map(v -> v >>> 8).toArray();
        long[] later = LongStream.of(Numbers.array(since)).map(v -> v >>> 8).toArray();
        HistogramRecorder recorder =
                HistogramRecorder.supplier(digits, Numbers.array(bounds)).get();
        Arrays.stream(earlier).forEach(recorder::record);
        HistogramSnapshot then = recorder.snapshot();
        Arrays.stream(later).forEach(recorder::record);

        HistogramSnapshot rest = recorder.snapshot().minus(then);

        HistogramSnapshot truth = Numbers.recorded(digits, later, Numbers.array(bounds));
        assertThat(rest.encode()).isEqualTo(truth.encode());
        assertThat(rest.count()).isEqualTo(truth.count());
        assertThat(rest.wholeSum()).isEqualTo(truth.wholeSum());
        assertThat(rest.max()).isBetween(truth.max(), truth.max() * (1 + 2 * truth.relativeError()));
        for (int i = 0; i < truth.boundCount(); i++) {
            assertThat(rest.cumulativeCount(i)).isEqualTo(truth.cumulativeCount(i));
        }
        assertThat(then.plus(rest).encode()).isEqualTo(recorder.snapshot().encode());
    }

    @Test
    void theMaximumOfADifferenceOfFractionsIsNoneTooLow() {
        ScaledHistogramRecorder recorder = ScaledHistogramRecorder.create();
        recorder.record(1e6);
        HistogramSnapshot before = recorder.snapshot();
        double value = Math.nextDown(1.0);
        recorder.record(value);
        assertThat(recorder.snapshot().minus(before).max()).isBetween(value, 1.0);
    }

    @Test
    void onlyEarlierSnapshotsOfTheSameRecorderCanBeSubtracted() {
        HistogramSnapshot few = Numbers.recorded(1, new long[] {1_000}, 999);
        HistogramSnapshot more = Numbers.recorded(1, new long[] {1_000, 1_000}, 999);
        assertThatThrownBy(() -> few.minus(more))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1 values around")
                .hasMessageContaining("more than this");
        assertThatThrownBy(() -> few.minus(Numbers.recorded(2, new long[0])))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2 significant digits")
                .hasMessageContaining("1 significant digits");
        assertThatThrownBy(() -> few.minus(Numbers.recordedFractions(1, new double[0])))
                .isInstanceOf(IllegalArgumentException.class);
        // The same cell, but not the same value.
        HistogramSnapshot stranger = Numbers.recorded(1, new long[] {998}, 999);
        assertThatThrownBy(() -> more.minus(stranger))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("999.0");
    }
}
