package io.venturi.jdbc.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

/** Figures to store, each with a value of its own. */
final class Figures {

    static final RuntimeKey RUNTIME = new RuntimeKey("worker_pool", "orders-1");
    static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");
    static final UUID INCARNATION = UUID.fromString("11111111-2222-3333-4444-555555555555");

    private static final List<MetricSeries> SERIES =
            IntStream.range(0, 10).mapToObj(Figures::series).toList();

    private Figures() {}

    static MetricSeries series(int number) {
        return MetricSeries.of(
                "pipeline_cdc_events_total", SeriesType.COUNTER, Map.of("source", "db", "number", "" + number));
    }

    /** Samples with values from {@code first} on. */
    static List<Sample> samples(long first, int count) {
        return samples(NOW, first, count);
    }

    static List<Sample> samples(Instant time, long first, int count) {
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            samples.add(new Sample(SERIES.get(i % 10), time, first + i));
        }
        return samples;
    }

    static DistributionSample distribution(int bytes) {
        return new DistributionSample(
                MetricSeries.of("pipeline_x_seconds", SeriesType.HISTOGRAM, Map.of(), "seconds", null),
                NOW,
                3,
                1.5,
                1,
                new byte[bytes]);
    }

    static SampleBatch batch(long seq, int count) {
        return batch(INCARNATION, seq, count);
    }

    static SampleBatch batch(UUID incarnation, long seq, int count) {
        return new SampleBatch(RUNTIME, incarnation, seq, NOW, samples(seq * 1_000_000, count), List.of());
    }
}
