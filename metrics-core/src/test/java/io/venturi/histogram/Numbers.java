package io.venturi.histogram;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/** Numbers to try: of every size, and those where something begins or ends. */
final class Numbers {

    private Numbers() {}

    /** Non-negative longs: all sizes alike, and both sides of powers of two and of cells. */
    static Arbitrary<Long> longs() {
        Arbitrary<Long> anySize = Arbitraries.longs()
                .between(0, Long.MAX_VALUE)
                .flatMap(value -> Arbitraries.integers().between(0, 62).map(shift -> value >>> shift));
        Arbitrary<Long> edges = Arbitraries.integers()
                .between(0, CellLayout.ofDigits(1).cellCount() - 1)
                .map(CellLayout.ofDigits(1)::lowest)
                .flatMap(edge -> Arbitraries.longs().between(-1, 1).map(step -> Math.max(0, edge + step)));
        return Arbitraries.oneOf(
                anySize, edges, Arbitraries.of(0L, 1L, Long.MAX_VALUE, Long.MAX_VALUE - 1), near(1_000_000L));
    }

    /** Several in one cell. */
    private static Arbitrary<Long> near(long value) {
        return Arbitraries.longs().between(value - 20, value + 20);
    }

    /** Non-negative finite doubles: all sizes alike, neighbours, and whole ones. */
    static Arbitrary<Double> doubles() {
        Arbitrary<Double> anySize = Arbitraries.longs()
                .between(0, Double.doubleToRawLongBits(Double.MAX_VALUE))
                .map(Double::longBitsToDouble);
        Arbitrary<Double> usual = Arbitraries.doubles().between(0, 1_000);
        Arbitrary<Double> neighbours = Arbitraries.integers().between(-3, 3).map(steps -> 0.1 + steps * Math.ulp(0.1));
        return Arbitraries.oneOf(
                anySize,
                usual,
                neighbours,
                longs().map(Long::doubleValue),
                Arbitraries.of(0.0, -0.0, Double.MIN_VALUE, Double.MIN_NORMAL, Double.MAX_VALUE, 0x1p-20, 0x1p-16));
    }

    static long[] array(List<Long> numbers) {
        return numbers.stream().mapToLong(Long::longValue).toArray();
    }

    static double[] doubleArray(List<Double> numbers) {
        return numbers.stream().mapToDouble(Double::doubleValue).toArray();
    }

    static HistogramSnapshot recorded(int digits, long[] values, long... bounds) {
        HistogramRecorder recorder = HistogramRecorder.supplier(digits, bounds).get();
        Arrays.stream(values).forEach(recorder::record);
        return recorder.snapshot();
    }

    static HistogramSnapshot recordedFractions(int digits, double[] values, double... bounds) {
        ScaledHistogramRecorder recorder =
                ScaledHistogramRecorder.supplier(digits, bounds).get();
        Arrays.stream(values).forEach(recorder::record);
        return recorder.snapshot();
    }
}
