package io.venturi.jdbc.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.arbitraries.StringArbitrary;

/** What was encoded is decoded as it was; anything else is refused. */
class BatchEncodingTest {

    /** The same figures: series with their descriptions, values by their bits. */
    private static void assertSame(SampleBatch actual, SampleBatch expected) {
        assertThat(figures(actual)).isEqualTo(figures(expected));
    }

    private static List<Object> figures(SampleBatch batch) {
        return List.of(
                batch.runtime(),
                batch.incarnation(),
                batch.seq(),
                batch.created(),
                batch.samples().stream()
                        .map(sample -> List.of(
                                described(sample.series()), sample.time(), Double.doubleToRawLongBits(sample.value())))
                        .toList(),
                batch.distributions().stream()
                        .map(one -> List.of(
                                described(one.series()),
                                one.time(),
                                one.count(),
                                one.sum(),
                                one.max(),
                                ByteBuffer.wrap(one.sketch())))
                        .toList());
    }

    private static List<Object> described(MetricSeries series) {
        return List.of(series, String.valueOf(series.unit()), String.valueOf(series.help()));
    }

    @Property(tries = 200)
    void whatIsEncodedIsDecoded(@ForAll("batches") SampleBatch batch) throws UnreadableBatchException {
        assertSame(BatchDecoding.decode(BatchEncoding.encode(batch)), batch);
    }

    @Property(tries = 150, edgeCases = EdgeCasesMode.NONE)
    void whatIsCutOffIsRefused(@ForAll("batches") SampleBatch batch, @ForAll Random random) {
        byte[] bytes = BatchEncoding.encode(batch);
        refused(Arrays.copyOf(bytes, random.nextInt(bytes.length)));
        refused(Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(10)));
    }

    @Property(tries = 150, edgeCases = EdgeCasesMode.NONE)
    void flippedBitsAreRefused(@ForAll("batches") SampleBatch batch, @ForAll Random random) {
        byte[] bytes = BatchEncoding.encode(batch);
        for (int i = 0; i < 50; i++) {
            byte[] flipped = bytes.clone();
            flipped[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            refused(flipped);
        }
    }

    /** The checksum forgives what was made wrong: then there is some batch or a refusal, but nothing else, and no memory for what is not there. */
    @Property(tries = 150, edgeCases = EdgeCasesMode.NONE)
    void bytesWithARightChecksumAreABatchOrRefused(@ForAll("batches") SampleBatch batch, @ForAll Random random) {
        byte[] bytes = BatchEncoding.encode(batch);
        for (int tries = 0; tries < 50; tries++) {
            byte[] changed = bytes.clone();
            int changes = 1 + random.nextInt(4);
            for (int i = 0; i < changes; i++) {
                int at = BatchHeader.LENGTH + random.nextInt(bytes.length - BatchHeader.LENGTH);
                changed[at] = (byte) (random.nextBoolean() ? 0xFF : random.nextInt());
            }
            decodedOrRefused(resealed(changed));
        }
    }

    @Property(tries = 150, edgeCases = EdgeCasesMode.NONE)
    void headersWithARightChecksumAreReadOrRefused(@ForAll("batches") SampleBatch batch, @ForAll Random random) {
        byte[] bytes = BatchEncoding.encode(batch);
        for (int tries = 0; tries < 50; tries++) {
            byte[] changed = bytes.clone();
            changed[4 + random.nextInt(BatchHeader.LENGTH - 8)] = (byte) random.nextInt();
            decodedOrRefused(resealed(changed));
        }
    }

    @Property(tries = 150, edgeCases = EdgeCasesMode.NONE)
    void anyBytesAreRefused(@ForAll byte[] bytes) {
        refused(bytes);
        byte[] withHeader = Arrays.copyOf(BatchEncoding.encode(Figures.batch(1, 1)), BatchHeader.LENGTH + bytes.length);
        System.arraycopy(bytes, 0, withHeader, BatchHeader.LENGTH, bytes.length);
        refused(withHeader);
    }

    private static byte[] resealed(byte[] bytes) {
        int length = bytes.length - BatchHeader.LENGTH;
        ByteBuffer.wrap(bytes)
                .putInt(BatchHeader.LENGTH - 8, BatchHeader.checksum(bytes, BatchHeader.LENGTH, length))
                .putInt(BatchHeader.LENGTH - 4, BatchHeader.checksum(bytes, 0, BatchHeader.LENGTH - 4));
        return bytes;
    }

    private static void refused(byte[] bytes) {
        assertThatThrownBy(() -> BatchDecoding.decode(bytes)).isInstanceOf(UnreadableBatchException.class);
    }

    private static void decodedOrRefused(byte[] bytes) {
        try {
            SampleBatch batch = BatchDecoding.decode(bytes);
            assertThat(batch.size() * 9).isLessThan(bytes.length);
        } catch (UnreadableBatchException e) {
            assertThat(e.getMessage()).isNotEmpty();
        }
    }

    @Example
    void aLaterVersionIsRefusedByName() {
        byte[] bytes = BatchEncoding.encode(Figures.batch(1, 1));
        bytes[3] = 2;
        assertThatThrownBy(() -> BatchDecoding.decode(resealed(bytes)))
                .isInstanceOf(UnreadableBatchException.class)
                .hasMessageContaining("version 2")
                .hasMessageContaining("a later version of this library");
    }

    @Example
    void seriesAndTimesAreWrittenOnce() {
        int few = BatchEncoding.encode(Figures.batch(1, 1_000)).length;
        int many = BatchEncoding.encode(Figures.batch(1, 2_000)).length;
        assertThat(many - few).isEqualTo(1_000 * 9);
    }

    @Provide
    Arbitrary<SampleBatch> batches() {
        Arbitrary<MetricSeries> series = Combinators.combine(
                        texts().ofMinLength(1),
                        Arbitraries.of(SeriesType.class),
                        Arbitraries.maps(texts(), texts()).ofMaxSize(4),
                        texts().injectNull(0.5),
                        texts().injectNull(0.5))
                .as(MetricSeries::of);
        return series.list().ofMinSize(1).ofMaxSize(6).flatMap(table -> batches(Arbitraries.of(table)));
    }

    private static Arbitrary<SampleBatch> batches(Arbitrary<MetricSeries> series) {
        Arbitrary<Sample> samples =
                Combinators.combine(series, times(), values()).as(Sample::new);
        Arbitrary<DistributionSample> distributions = Combinators.combine(
                        series,
                        times(),
                        Arbitraries.longs(),
                        values(),
                        values(),
                        Arbitraries.bytes().array(byte[].class).ofMaxSize(40))
                .as(DistributionSample::new);
        Arbitrary<UUID> incarnations =
                Combinators.combine(Arbitraries.longs(), Arbitraries.longs()).as(UUID::new);
        return Combinators.combine(
                        Combinators.combine(texts(), texts()).as(RuntimeKey::new),
                        incarnations,
                        Arbitraries.longs(),
                        times(),
                        samples.list().ofMaxSize(30),
                        distributions.list().ofMaxSize(5))
                .as(SampleBatch::new);
    }

    private static Arbitrary<Instant> times() {
        return Arbitraries.oneOf(
                Arbitraries.of(Figures.NOW, Instant.MIN, Instant.MAX, Instant.EPOCH),
                Arbitraries.longs().between(-4_000_000_000L, 4_000_000_000_000L).map(Instant::ofEpochMilli));
    }

    private static Arbitrary<Double> values() {
        return Arbitraries.oneOf(
                Arbitraries.of(Double.NaN, Double.POSITIVE_INFINITY, -0.0, Double.MIN_VALUE, 42.0),
                Arbitraries.longs().map(Double::longBitsToDouble));
    }

    private static StringArbitrary texts() {
        return Arbitraries.strings()
                .withChars("abz_09 \"{}\u00e4\u4e2d\ud83d\ude00\ud800\n")
                .ofMaxLength(12);
    }

    @Example
    void aLongTextIsDecoded() throws UnreadableBatchException {
        String text = "\u00e4".repeat(100_000);
        MetricSeries series = MetricSeries.of("n", SeriesType.GAUGE, Map.of("l", text), null, text);
        SampleBatch batch = new SampleBatch(
                Figures.RUNTIME,
                Figures.INCARNATION,
                1,
                Figures.NOW,
                List.of(new Sample(series, Figures.NOW, 1)),
                List.of());
        assertSame(BatchDecoding.decode(BatchEncoding.encode(batch)), batch);
    }
}
