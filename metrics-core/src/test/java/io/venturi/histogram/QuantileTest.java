package io.venturi.histogram;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Quantiles beside those of the raw values, by the nearest rank. */
class QuantileTest {

    private static final String[] QUANTILES = {
        "0", "0.001", "0.01", "0.07", "0.14", "0.25", "0.28", "0.5", "0.55", "0.57", "0.9", "0.95", "0.99", "0.999", "1"
    };

    private static final int VALUES = 20_000;

    static Stream<Distribution> distributions() {
        return Stream.of(
                new Distribution("uniform", random -> random.nextDouble() * 1e9),
                new Distribution("uniform over all longs", random -> random.nextDouble() * Long.MAX_VALUE),
                new Distribution("small", random -> random.nextInt(40)),
                new Distribution("log-normal", random -> Math.exp(14 + 2 * random.nextGaussian())),
                new Distribution(
                        "bimodal", random -> (random.nextInt(10) < 7 ? 1e5 : 1e9) * (1 + random.nextDouble() / 10)),
                new Distribution("constant", random -> 123_456_789),
                new Distribution("Pareto", random -> 1_000 / Math.pow(1 - random.nextDouble(), 2)));
    }

    record Distribution(String name, ToDoubleFunction<Random> next) {

        double[] drawn() {
            Random random = new Random(name.length());
            double[] drawn = new double[VALUES];
            Arrays.setAll(drawn, i -> next.applyAsDouble(random));
            return drawn;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    @ParameterizedTest
    @MethodSource("distributions")
    void ofWholeNumbersAreWithinTheStatedError(Distribution distribution) {
        long[] values = Arrays.stream(distribution.drawn())
                .mapToLong(value -> (long) value)
                .toArray();
        double[] sorted = Arrays.stream(values).asDoubleStream().sorted().toArray();
        for (int digits = 0; digits <= 4; digits++) {
            HistogramSnapshot snapshot = Numbers.recorded(digits, values);
            for (String q : QUANTILES) {
                double exact = nearestRank(sorted, q);
                assertThat(snapshot.quantile(Double.parseDouble(q)))
                        .as("%s of %s with %d digits", q, distribution, digits)
                        .isCloseTo(exact, Offset.offset(exact * snapshot.relativeError()));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("distributions")
    void ofFractionsAreWithinTheStatedErrorOrAUnit(Distribution distribution) {
        // From far below a unit, 2^-20, to far above it.
        for (double factor : new double[] {1e-18, 1e-12, 1e-9, 1e-7}) {
            double[] values = Arrays.stream(distribution.drawn())
                    .map(value -> value * factor)
                    .toArray();
            double[] sorted = Arrays.stream(values).sorted().toArray();
            for (int digits = 0; digits <= 3; digits++) {
                HistogramSnapshot snapshot = Numbers.recordedFractions(digits, values);
                assertThat(snapshot.unit()).isEqualTo(0x1p-20);
                for (String q : QUANTILES) {
                    double exact = nearestRank(sorted, q);
                    double units = 1 / (2 * snapshot.relativeError());
                    double error =
                            exact >= units * snapshot.unit() ? exact * snapshot.relativeError() : snapshot.unit();
                    assertThat(snapshot.quantile(Double.parseDouble(q)))
                            .as("%s of %s times %s with %d digits", q, distribution, factor, digits)
                            .isCloseTo(exact, Offset.offset(error));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void atTheSmallestBoundFractionsAreAsExactAsAbove(int digits) {
        double[] values = new double[1_000];
        Arrays.setAll(values, i -> 1e-12 * (1 + i / 1_000.0));
        HistogramSnapshot snapshot = Numbers.recordedFractions(digits, values, 1e-12, 1);
        for (String q : QUANTILES) {
            double exact = nearestRank(values, q);
            assertThat(snapshot.quantile(Double.parseDouble(q)))
                    .isCloseTo(exact, Offset.offset(exact * snapshot.relativeError()));
        }
    }

    @Test
    void hugeBoundsMakeAUnitThatIsNotThatOfWholeNumbers() {
        for (double bound : new double[] {0x1p59, 0x1p60, 0x1.8p60, 0x1p61, 1e300}) {
            HistogramSnapshot snapshot = Numbers.recordedFractions(1, new double[] {bound}, bound);
            assertThat(snapshot.unit()).isNotEqualTo(1);
            assertThat(snapshot.quantile(0)).isCloseTo(bound, Offset.offset(bound * snapshot.relativeError()));
            assertThat(snapshot.cumulativeCount(0)).isEqualTo(1);
        }
    }

    @Test
    void statedErrors() {
        assertThat(Numbers.recorded(1, new long[0]).relativeError()).isEqualTo(1 / 32.0);
        assertThat(Numbers.recorded(2, new long[0]).relativeError()).isEqualTo(1 / 256.0);
        assertThat(Numbers.recorded(3, new long[0]).relativeError()).isEqualTo(1 / 2048.0);
    }

    /** The rank by decimal arithmetic: 7 for 0.07 of 100. */
    private static double nearestRank(double[] sorted, String q) {
        int rank = new BigDecimal(q)
                .multiply(BigDecimal.valueOf(sorted.length))
                .setScale(0, RoundingMode.CEILING)
                .intValueExact();
        return sorted[Math.max(1, rank) - 1];
    }

    @Test
    void ranksAreThoseOfDecimals() {
        long[] values = new long[100];
        // Far enough apart that a neighbour would be noticed.
        Arrays.setAll(values, i -> Math.round(Math.pow(1.4, i)));
        double[] sorted = Arrays.stream(values).asDoubleStream().toArray();
        HistogramSnapshot snapshot = Numbers.recorded(1, values);
        for (int percent = 0; percent <= 100; percent++) {
            String q = BigDecimal.valueOf(percent, 2).toPlainString();
            double exact = nearestRank(sorted, q);
            assertThat(snapshot.quantile(Double.parseDouble(q)))
                    .as(q)
                    .isCloseTo(exact, Offset.offset(exact * snapshot.relativeError()));
        }
    }
}
