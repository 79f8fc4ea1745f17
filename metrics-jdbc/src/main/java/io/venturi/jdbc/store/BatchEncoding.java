package io.venturi.jdbc.store;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A batch as bytes: its header, then the runtime, the series, each once, and the figures, each with the number of its series and a time
 * only where that is not the one before. Not thread-safe; for one batch.
 */
final class BatchEncoding {

    private final EncodedBytes out = new EncodedBytes(BatchHeader.LENGTH);
    private final Map<MetricSeries, Integer> numbers = new HashMap<>();
    private final List<MetricSeries> table = new ArrayList<>();
    private Instant last = Instant.EPOCH;

    private BatchEncoding() {}

    static byte[] encode(SampleBatch batch) {
        BatchEncoding encoding = new BatchEncoding();
        encoding.body(batch);
        byte[] bytes = encoding.out.toByteArray();
        int length = bytes.length - BatchHeader.LENGTH;
        BatchHeader header = new BatchHeader(
                batch.incarnation(),
                batch.seq(),
                batch.created(),
                batch.samples().size(),
                batch.distributions().size(),
                length,
                BatchHeader.checksum(bytes, BatchHeader.LENGTH, length));
        header.writeTo(ByteBuffer.wrap(bytes));
        return bytes;
    }

    private void body(SampleBatch batch) {
        out.text(batch.runtime().componentType());
        out.text(batch.runtime().name());
        int[] samples = batch.samples().stream()
                .mapToInt(sample -> number(sample.series()))
                .toArray();
        int[] distributions = batch.distributions().stream()
                .mapToInt(distribution -> number(distribution.series()))
                .toArray();
        out.number(table.size());
        table.forEach(this::series);
        last = batch.created();
        for (int i = 0; i < samples.length; i++) {
            Sample sample = batch.samples().get(i);
            head(samples[i], sample.time());
            out.real(sample.value());
        }
        for (int i = 0; i < distributions.length; i++) {
            distribution(distributions[i], batch.distributions().get(i));
        }
    }

    /** Its number in the table. Equal series may be described differently. */
    private int number(MetricSeries series) {
        Integer known = numbers.get(series);
        if (known != null && describedAlike(table.get(known), series)) {
            return known;
        }
        table.add(series);
        numbers.put(series, table.size() - 1);
        return table.size() - 1;
    }

    private static boolean describedAlike(MetricSeries one, MetricSeries other) {
        return Objects.equals(one.unit(), other.unit()) && Objects.equals(one.help(), other.help());
    }

    private void series(MetricSeries series) {
        String unit = series.unit();
        String help = series.help();
        out.octet((series.type().ordinal() << 2) | (unit == null ? 0 : 2) | (help == null ? 0 : 1));
        out.text(series.name());
        if (unit != null) {
            out.text(unit);
        }
        if (help != null) {
            out.text(help);
        }
        out.number(series.labels().size());
        series.labels().forEach((key, value) -> {
            out.text(key);
            out.text(value);
        });
    }

    private void head(int series, Instant time) {
        boolean same = time.equals(last);
        out.number(2L * series + (same ? 0 : 1));
        if (!same) {
            out.signed(time.getEpochSecond() - last.getEpochSecond());
            out.number(time.getNano());
            last = time;
        }
    }

    private void distribution(int series, DistributionSample distribution) {
        head(series, distribution.time());
        out.number(distribution.count());
        out.real(distribution.sum());
        out.real(distribution.max());
        out.block(distribution.sketch());
    }
}
