package io.venturi.jdbc.store;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A batch from bytes that {@link BatchEncoding} made: that batch or a refusal. Not thread-safe; for one batch. */
final class BatchDecoding {

    private static final SeriesType[] TYPES = SeriesType.values();
    private static final int LEAST_SERIES_BYTES = 3;
    private static final int LEAST_LABEL_BYTES = 2;

    private final DecodedBytes in;
    private final List<MetricSeries> table = new ArrayList<>();
    private Instant last;

    private BatchDecoding(DecodedBytes in, Instant created) {
        this.in = in;
        this.last = created;
    }

    static SampleBatch decode(byte[] bytes) throws UnreadableBatchException {
        BatchHeader header = BatchHeader.read(bytes);
        int length = bytes.length - BatchHeader.LENGTH;
        if (length != header.bodyLength()) {
            throw new UnreadableBatchException(
                    "it has " + length + " bytes after its header, which promises " + header.bodyLength());
        }
        if (BatchHeader.checksum(bytes, BatchHeader.LENGTH, length) != header.bodyChecksum()) {
            throw new UnreadableBatchException("its checksum is wrong");
        }
        try {
            return new BatchDecoding(new DecodedBytes(bytes, BatchHeader.LENGTH, length), header.created())
                    .batch(header);
        } catch (DateTimeException | ArithmeticException | IllegalArgumentException e) {
            throw new UnreadableBatchException("a value is out of range", e);
        }
    }

    private SampleBatch batch(BatchHeader header) throws UnreadableBatchException {
        RuntimeKey runtime = new RuntimeKey(in.text(), in.text());
        for (int left = in.count(LEAST_SERIES_BYTES); left > 0; left--) {
            table.add(series());
        }
        List<Sample> samples = new ArrayList<>(header.samples());
        for (int i = 0; i < header.samples(); i++) {
            samples.add(new Sample(head(), last, in.real()));
        }
        List<DistributionSample> distributions = new ArrayList<>(header.distributions());
        for (int i = 0; i < header.distributions(); i++) {
            distributions.add(new DistributionSample(head(), last, in.number(), in.real(), in.real(), in.block()));
        }
        in.end();
        return new SampleBatch(runtime, header.incarnation(), header.seq(), header.created(), samples, distributions);
    }

    private MetricSeries series() throws UnreadableBatchException {
        int head = in.octet();
        SeriesType type = TYPES[in.index(head >> 2, TYPES.length)];
        String name = in.text();
        String unit = (head & 2) == 0 ? null : in.text();
        String help = (head & 1) == 0 ? null : in.text();
        int size = in.count(LEAST_LABEL_BYTES);
        Map<String, String> labels = new HashMap<>();
        for (int i = 0; i < size; i++) {
            labels.put(in.text(), in.text());
        }
        if (labels.size() != size) {
            throw new UnreadableBatchException("a series has a label twice");
        }
        return MetricSeries.of(name, type, labels, unit, help);
    }

    /** The series of the next figure, whose time is then {@link #last}. */
    private MetricSeries head() throws UnreadableBatchException {
        long head = in.number();
        MetricSeries series = table.get(in.index(head >>> 1, table.size()));
        if ((head & 1) != 0) {
            last = Instant.ofEpochSecond(Math.addExact(last.getEpochSecond(), in.signed()), in.number());
        }
        return series;
    }
}
