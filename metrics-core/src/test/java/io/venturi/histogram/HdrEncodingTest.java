package io.venturi.histogram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Encodings go to HdrHistogram and back without a change; bytes that are none are refused, whatever they ask for. */
class HdrEncodingTest {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int COMPRESSED_COOKIE = 0x1c849314;
    private static final int COOKIE = 0x1c849313;

    @Provide
    Arbitrary<Long> longs() {
        return Numbers.longs();
    }

    @Property(tries = 300)
    void decodesToWhatWasEncoded(
            @ForAll @Size(max = 100) List<@From("longs") Long> values,
            @ForAll @Size(max = 100) List<@From("longs") Long> times,
            @ForAll @IntRange(max = 3) int digits) {
        HistogramRecorder recorder = HistogramRecorder.supplier(digits).get();
        for (int i = 0; i < values.size(); i++) {
            recorder.record(values.get(i), i < times.size() ? times.get(i) >>> 8 : 1);
        }
        HistogramSnapshot snapshot = recorder.snapshot();
        assertThat(HistogramSnapshot.decode(snapshot.encode(), snapshot.wholeSum(), snapshot.max()))
                .isEqualTo(snapshot);
        assertThat(HistogramSnapshot.of(snapshot.toHdrHistogram()).encode()).isEqualTo(snapshot.encode());
    }

    @Test
    void fractionsKeepTheirUnit() {
        HistogramSnapshot snapshot = Numbers.recordedFractions(2, new double[] {1e-9, 0.5, 0.75, 1e9}, 1e-7);
        HistogramSnapshot decoded =
                HistogramSnapshot.decode(snapshot.encode(), snapshot.unit(), snapshot.sum(), snapshot.max());
        assertThat(decoded.quantile(0.5)).isEqualTo(snapshot.quantile(0.5)).isCloseTo(0.5, offset(0.002));
        assertThat(decoded.unit()).isEqualTo(snapshot.unit());
        assertThat(decoded.sum()).isEqualTo(snapshot.sum());
        assertThat(decoded.max()).isEqualTo(1e9);
        assertThat(decoded.encode()).isEqualTo(snapshot.encode());
    }

    private static Offset<Double> offset(double offset) {
        return Offset.offset(offset);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void countsThatCannotBeCompressedAreNotCutOff(int digits) {
        Random random = new Random(digits);
        CellLayout layout = CellLayout.ofDigits(digits);
        HistogramRecorder recorder = HistogramRecorder.supplier(digits).get();
        for (int cell = 0; cell < layout.cellCount(); cell++) {
            // Of 9 bytes each.
            recorder.record(layout.lowest(cell), (1L << 55) | random.nextLong() >>> 9);
        }
        HistogramSnapshot snapshot = recorder.snapshot();
        assertThat(HistogramSnapshot.decode(snapshot.encode(), snapshot.wholeSum(), snapshot.max()))
                .isEqualTo(snapshot);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5})
    void theLibraryReadsOurs(int digits) throws DataFormatException {
        HistogramRecorder recorder = HistogramRecorder.supplier(digits).get();
        Histogram truth = new Histogram(1, Long.MAX_VALUE, digits);
        Random random = new Random(digits);
        for (int i = 0; i < 1_000; i++) {
            long value = random.nextLong() >>> (1 + random.nextInt(63));
            recorder.record(value);
            truth.recordValue(value);
        }
        byte[] encoded = recorder.snapshot().encode();
        assertThat(Histogram.decodeFromCompressedByteBuffer(ByteBuffer.wrap(encoded), 0))
                .isEqualTo(truth);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5})
    void theLibrarysAreRead(int digits) {
        for (long lowest : new long[] {1, 2, 1_000, 1_000_000}) {
            Histogram foreign = new Histogram(lowest, 2 * lowest, digits);
            foreign.setAutoResize(true);
            Random random = new Random(digits);
            for (int i = 0; i < 1_000; i++) {
                foreign.recordValueWithCount(random.nextLong() >>> (3 + random.nextInt(61)), 1 + random.nextInt(5));
            }
            HistogramSnapshot decoded = HistogramSnapshot.decode(encoded(foreign), 0, (double) foreign.getMaxValue());
            assertThat(decoded.count()).isEqualTo(foreign.getTotalCount());
            assertThat(decoded.relativeError())
                    .isEqualTo(1.0 / (2L << CellLayout.ofDigits(digits).magnitude()));
            Histogram ours = decoded.toHdrHistogram();
            for (HistogramIterationValue cell : foreign.recordedValues()) {
                assertThat(ours.getCountAtValue(foreign.medianEquivalentValue(cell.getValueIteratedTo())))
                        .isEqualTo(cell.getCountAtValueIteratedTo());
            }
            assertThat(HistogramSnapshot.of(foreign).encode()).isEqualTo(decoded.encode());
        }
    }

    @Test
    void aShiftedOneIsReadAsItIs() {
        Histogram foreign = new Histogram(1, 1 << 20, 2);
        foreign.recordValue(300);
        foreign.recordValue(500);
        foreign.shiftValuesLeft(3);
        HistogramSnapshot decoded = HistogramSnapshot.decode(encoded(foreign), 6_400, 4_000);
        assertThat(decoded.toHdrHistogram().getCountAtValue(2_400)).isEqualTo(1);
        assertThat(decoded.toHdrHistogram().getCountAtValue(4_000)).isEqualTo(1);
    }

    @Test
    void ofOtherPrecisionsTheyMergeAtTheCoarser() {
        Histogram foreign = new Histogram(3);
        foreign.recordValue(123_456);
        HistogramSnapshot merged = Numbers.recorded(1, new long[] {1}).plus(HistogramSnapshot.of(foreign));
        assertThat(merged.encode())
                .isEqualTo(Numbers.recorded(1, new long[] {1, 123_456}).encode());
    }

    private static byte[] encoded(Histogram histogram) {
        ByteBuffer buffer = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity() + 100);
        return Arrays.copyOf(buffer.array(), histogram.encodeIntoCompressedByteBuffer(buffer));
    }

    @Property
    void garbageIsRefused(@ForAll byte[] bytes) {
        assertThatThrownBy(() -> decode(bytes))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(bytes.length + " bytes are no HdrHistogram in V2 compressed encoding: ");
    }

    @Property
    void whatIsCutOffIsRefused(@ForAll @IntRange(max = 1_000) int length) {
        byte[] whole = Numbers.recorded(2, new Random(1).longs(500, 0, 1L << 40).toArray())
                .encode();
        assertThatThrownBy(() -> decode(Arrays.copyOf(whole, length % whole.length)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Property
    void whatIsDamagedIsReadOrRefused(@ForAll @IntRange(max = 1_000) int at, @ForAll byte value) {
        byte[] bytes = Numbers.recorded(2, new Random(1).longs(500, 0, 1L << 40).toArray())
                .encode();
        bytes[at % bytes.length] = value;
        try {
            assertThat(decode(bytes).count()).isNotNegative();
        } catch (IllegalArgumentException refused) {
            assertThat(refused).hasMessageContaining("V2 compressed");
        }
    }

    @Test
    void aPayloadOfAnotherKindIsRefused() {
        assertRefused(deflated(0x1c849301, 10, 1, 1, new byte[10]), "no V2 cookie");
        assertRefused(deflated(COOKIE, 10, 6, 1, new byte[10]), "significant digits must be 0 to 5, not 6");
        assertRefused(deflated(COOKIE, 10, -1, 1, new byte[10]), "significant digits must be 0 to 5, not -1");
        assertRefused(deflated(COOKIE, 10, 1, 0, new byte[10]), "lowest discernible value of 0");
        assertRefused(deflated(COOKIE, 10, 1, Long.MAX_VALUE, new byte[10]), "lowest discernible value of");
    }

    @Test
    void lengthsThatAreLiesAreRefusedWithoutTakingMemory() {
        byte[] ones = new byte[100];
        Arrays.fill(ones, (byte) 2);
        assertRefusedCheaply(deflated(COOKIE, Integer.MAX_VALUE, 5, 1, ones));
        // The greatest run of empty cells there is, and one value after it.
        byte[] run = {-1, -1, -1, -1, -1, -1, -1, -1, -1, 2};
        assertRefusedCheaply(deflated(COOKIE, run.length, 5, 1, run));
        // More cells than there are.
        byte[] cells = new byte[100_000];
        assertRefusedCheaply(deflated(COOKIE, cells.length, 1, 1, cells));
        byte[] lie = deflated(COOKIE, 1, 1, 1, new byte[] {2});
        ByteBuffer.wrap(lie).putInt(4, Integer.MAX_VALUE);
        assertRefusedCheaply(lie);
        ByteBuffer.wrap(lie).putInt(4, -1);
        assertRefusedCheaply(lie);
    }

    private static void assertRefusedCheaply(byte[] bytes) {
        assertRefused(bytes, "V2 compressed encoding");
        long before = THREADS.getCurrentThreadAllocatedBytes();
        assertRefused(bytes, "V2 compressed encoding");
        assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(1 << 20);
    }

    private static void assertRefused(byte[] bytes, String reason) {
        assertThatThrownBy(() -> decode(bytes))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }

    private static byte[] deflated(int cookie, int length, int digits, long lowest, byte[] counts) {
        ByteBuffer plain = ByteBuffer.allocate(40 + counts.length);
        plain.putInt(cookie).putInt(length).putInt(0).putInt(digits);
        plain.putLong(lowest).putLong(Long.MAX_VALUE).putDouble(1).put(counts);
        Deflater deflater = new Deflater();
        deflater.setInput(plain.array());
        deflater.finish();
        byte[] compressed = new byte[1_000];
        int size = deflater.deflate(compressed);
        deflater.end();
        return ByteBuffer.allocate(8 + size)
                .putInt(COMPRESSED_COOKIE)
                .putInt(size)
                .put(compressed, 0, size)
                .array();
    }

    @Test
    void sumsMaximaAndUnitsOfNonsenseAreRefused() {
        byte[] encoded = Numbers.recorded(1, new long[] {1}).encode();
        assertThatThrownBy(() -> HistogramSnapshot.decode(encoded, -1, 1)).hasMessageContaining("-1");
        assertThatThrownBy(() -> HistogramSnapshot.decode(encoded, 1, Double.NaN))
                .hasMessageContaining("NaN");
        for (double unit : new double[] {0, -1, 3, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> HistogramSnapshot.decode(encoded, unit, 1, 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(String.valueOf(unit));
        }
    }

    private static HistogramSnapshot decode(byte[] bytes) {
        return HistogramSnapshot.decode(bytes, 0, 0);
    }
}
