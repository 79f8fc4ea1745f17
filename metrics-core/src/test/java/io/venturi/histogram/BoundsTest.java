package io.venturi.histogram;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Counts at the bounds that were asked for are those of the raw values, wherever bounds fall. */
class BoundsTest {

    @Provide
    Arbitrary<Long> longs() {
        return Numbers.longs();
    }

    @Provide
    Arbitrary<Double> doubles() {
        return Numbers.doubles();
    }

    @Provide
    Arbitrary<Double> doubleBounds() {
        return Arbitraries.oneOf(Numbers.doubles(), Arbitraries.just(Double.POSITIVE_INFINITY));
    }

    @Property
    void ofWholeNumbers(
            @ForAll @Size(max = 25) List<@From("longs") Long> bounds,
            @ForAll @Size(max = 200) List<@From("longs") Long> values,
            @ForAll @IntRange(max = 3) int digits) {
        HistogramSnapshot snapshot = Numbers.recorded(digits, both(values, bounds), Numbers.array(bounds));
        long[] ascending =
                bounds.stream().mapToLong(bound -> bound).sorted().distinct().toArray();
        assertThat(snapshot.boundCount()).isEqualTo(ascending.length);
        for (int i = 0; i < ascending.length; i++) {
            long bound = ascending[i];
            assertThat(snapshot.bound(i)).isEqualTo((double) bound);
            assertThat(snapshot.cumulativeCount(i))
                    .as("up to %d of %s", bound, values)
                    .isEqualTo(Arrays.stream(both(values, bounds))
                            .filter(value -> value <= bound)
                            .count());
        }
        assertThat(snapshot.count()).isEqualTo(values.size() + bounds.size());
    }

    private static long[] both(List<Long> values, List<Long> bounds) {
        return LongStream.concat(Arrays.stream(Numbers.array(values)), Arrays.stream(Numbers.array(bounds)))
                .toArray();
    }

    @Property
    void ofFractions(
            @ForAll @Size(max = 25) List<@From("doubleBounds") Double> bounds,
            @ForAll @Size(max = 200) List<@From("doubles") Double> values,
            @ForAll @IntRange(max = 3) int digits) {
        double[] recorded = DoubleStream.concat(
                        Arrays.stream(Numbers.doubleArray(values)),
                        Arrays.stream(Numbers.doubleArray(bounds)).filter(Double::isFinite))
                .toArray();
        HistogramSnapshot snapshot = Numbers.recordedFractions(digits, recorded, Numbers.doubleArray(bounds));
        for (int i = 0; i < snapshot.boundCount(); i++) {
            double bound = snapshot.bound(i);
            assertThat(snapshot.cumulativeCount(i))
                    .as("up to %s of %s", bound, values)
                    .isEqualTo(Arrays.stream(recorded)
                            .filter(value -> value <= bound)
                            .count());
        }
        assertThat(snapshot.boundCount()).isEqualTo((int)
                bounds.stream().map(bound -> bound + 0.0).distinct().count());
        assertThat(snapshot.count()).isEqualTo(recorded.length);
        assertThat(snapshot.max()).isEqualTo(Arrays.stream(recorded).max().orElse(0) + 0.0);
    }
}
