package io.venturi.histogram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Encodings that lead to another unit: read in that unit, added up without loss, and HdrHistogram's for others. */
class SketchTest {

    private static final double SECONDS = 1e-9;
    /** Where an inflated encoding has its ratio. */
    private static final int RATIO_AT = 32;

    @Provide
    Arbitrary<Long> longs() {
        return Numbers.longs();
    }

    @Property(tries = 300)
    void readsWhatWasWritten(
            @ForAll @Size(max = 100) List<@From("longs") Long> values, @ForAll @IntRange(max = 3) int digits) {
        HistogramSnapshot recorded = Numbers.recorded(digits, Numbers.array(values));
        byte[] sketch = recorded.encode(SECONDS);
        HistogramSnapshot read = HistogramSnapshot.ofSketch(sketch, recorded.sum() * SECONDS, recorded.max() * SECONDS);
        assertThat(read.unit()).isEqualTo(SECONDS);
        assertThat(read.count()).isEqualTo(values.size());
        assertThat(read.encode(1)).isEqualTo(sketch);
        assertThat(read.encode()).isEqualTo(recorded.encode());
    }

    @Property(tries = 300)
    void mergesToWhatWouldHaveBeenRecordedInOne(
            @ForAll @Size(max = 50) List<@From("longs") Long> some,
            @ForAll @Size(max = 50) List<@From("longs") Long> others) {
        long[] all = new long[some.size() + others.size()];
        for (int i = 0; i < all.length; i++) {
            all[i] = i < some.size() ? some.get(i) : others.get(i - some.size());
        }
        HistogramSnapshot merged = sketched(Numbers.array(some)).plus(sketched(Numbers.array(others)));
        assertThat(merged.encode(1)).isEqualTo(Numbers.recorded(1, all).encode(SECONDS));
        assertThat(merged.max()).isEqualTo(sketched(all).max());
    }

    private static HistogramSnapshot sketched(long... values) {
        HistogramSnapshot recorded = Numbers.recorded(1, values);
        return HistogramSnapshot.ofSketch(recorded.encode(SECONDS), recorded.sum() * SECONDS, recorded.max() * SECONDS);
    }

    @Test
    void quantilesAreInTheUnitThatTheRatioLeadsTo() {
        long[] millis = new long[1_000];
        Arrays.setAll(millis, i -> (i + 1) * 1_000_000L);
        HistogramSnapshot seconds = sketched(millis);
        assertThat(seconds.quantile(0.5)).isCloseTo(0.5, within(0.5 * seconds.relativeError()));
        assertThat(seconds.quantile(0.99)).isCloseTo(0.99, within(0.99 * seconds.relativeError()));
        assertThat(seconds.quantile(1)).isEqualTo(1.0, within(1e-12));
        assertThat(seconds.sum()).isEqualTo(500.5, within(1e-9));
    }

    @Test
    void fractionsLeadFromTheirUnit() {
        HistogramSnapshot recorded = Numbers.recordedFractions(1, new double[] {0.25, 0.5, 100});
        HistogramSnapshot read = HistogramSnapshot.ofSketch(recorded.encode(1), recorded.sum(), recorded.max());
        assertThat(read).isEqualTo(recorded);
        HistogramSnapshot thousandths = HistogramSnapshot.ofSketch(recorded.encode(1_000), 100_750, 100_000);
        assertThat(thousandths.unit()).isEqualTo(recorded.unit() * 1_000);
        assertThat(thousandths.quantile(0.5)).isCloseTo(500, within(500 * recorded.relativeError()));
    }

    @Property(tries = 300)
    void isWhatTheLibraryWritesButForTheRatio(
            @ForAll @Size(max = 100) List<@From("longs") Long> values, @ForAll @IntRange(max = 3) int digits)
            throws DataFormatException {
        HistogramSnapshot recorded = Numbers.recorded(digits, Numbers.array(values));
        Histogram library = recorded.toHdrHistogram();
        ByteBuffer buffer = ByteBuffer.allocate(2 * library.getNeededByteBufferCapacity() + 100);
        byte[] theirs = Arrays.copyOf(buffer.array(), library.encodeIntoCompressedByteBuffer(buffer));
        assertThat(recorded.encode()).isEqualTo(theirs);
        byte[] inflated = inflated(theirs);
        ByteBuffer.wrap(inflated).putDouble(RATIO_AT, SECONDS);
        assertThat(inflated(recorded.encode(SECONDS))).isEqualTo(inflated);
    }

    @Test
    void theLibraryKeepsTheRatio() throws DataFormatException {
        byte[] sketch = Numbers.recorded(1, new long[] {1_000, 2_000_000}).encode(SECONDS);
        Histogram theirs = Histogram.decodeFromCompressedByteBuffer(ByteBuffer.wrap(sketch), 0);
        assertThat(theirs.getTotalCount()).isEqualTo(2);
        ByteBuffer again = ByteBuffer.allocate(1_000);
        byte[] encoded = Arrays.copyOf(again.array(), theirs.encodeIntoCompressedByteBuffer(again));
        assertThat(HistogramSnapshot.ofSketch(encoded, 0.002001, 0.002).unit()).isEqualTo(SECONDS);
    }

    private static byte[] inflated(byte[] encoded) throws DataFormatException {
        Inflater inflater = new Inflater();
        inflater.setInput(encoded, 8, encoded.length - 8);
        byte[] plain = new byte[1 << 20];
        int length = inflater.inflate(plain);
        inflater.end();
        return Arrays.copyOf(plain, length);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void aRatioOfNonsenseIsRefused(double ratio) throws DataFormatException {
        HistogramSnapshot recorded = Numbers.recorded(1, new long[] {1});
        assertThatThrownBy(() -> recorded.encode(ratio))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(String.valueOf(ratio));
        assertThatThrownBy(() -> HistogramSnapshot.ofSketch(
                        HdrEncoding.encode(CellCounts.of(CellLayout.ofDigits(1), 1, new long[] {1}), ratio), 0, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(String.valueOf(ratio));
    }

    @Test
    void sumsOfNonsenseAreRefused() {
        byte[] sketch = Numbers.recorded(1, new long[] {1}).encode(SECONDS);
        assertThatThrownBy(() -> HistogramSnapshot.ofSketch(sketch, Double.NaN, 1))
                .hasMessageContaining("NaN");
        assertThatThrownBy(() -> HistogramSnapshot.ofSketch(sketch, 1, -1)).hasMessageContaining("-1");
        assertThatThrownBy(() -> HistogramSnapshot.ofSketch(new byte[7], 1, 1)).hasMessageContaining("7 bytes");
    }

    @Test
    void aDifferenceTakesTheGreatestValueThatItsReaderKnows() {
        HistogramSnapshot before = Numbers.recorded(1, new long[] {5_000});
        HistogramSnapshot after = Numbers.recorded(1, new long[] {5_000, 1_001});
        assertThat(after.minus(before, 1_001).max()).isEqualTo(1_001);
        // What a thread recorded before or after the other reading cannot be in its cell.
        assertThat(after.minus(before, 6_000).max()).isBetween(1_001.0, 1_023.0);
        assertThat(after.minus(before, 0).max()).isBetween(992.0, 1_001.0);
        assertThat(before.minus(before, 5_000).max()).isZero();
    }
}
