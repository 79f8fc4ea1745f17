package io.venturi.jdbc.store;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Batches of a process, numbered from 1. Thread-safe as far as each thread has its own. */
final class Batches {

    static final RuntimeKey RUNTIME = new RuntimeKey("worker_pool", "orders");

    private final RuntimeKey runtime;
    private final UUID incarnation = UUID.randomUUID();
    private long seq;

    Batches(RuntimeKey runtime) {
        this.runtime = runtime;
    }

    Batches() {
        this(RUNTIME);
    }

    SampleBatch of(Sample... samples) {
        return of(List.of(samples), List.of());
    }

    SampleBatch of(List<Sample> samples) {
        return of(samples, List.of());
    }

    SampleBatch of(List<Sample> samples, List<DistributionSample> distributions) {
        return new SampleBatch(runtime, incarnation, ++seq, Instant.now(), samples, distributions);
    }

    /** As many samples of now, each of a gauge of its own. */
    static List<Sample> samples(String name, int count) {
        List<Sample> samples = new ArrayList<>(count);
        Instant now = now();
        for (int i = 0; i < count; i++) {
            samples.add(new Sample(gauge(name, i), now, i));
        }
        return samples;
    }

    static DistributionSample distribution(String name, Instant time, long count, byte[] sketch) {
        MetricSeries series = MetricSeries.of(name, SeriesType.HISTOGRAM, Map.of("queue", "a"));
        return new DistributionSample(series, time, count, count * 0.5, 1.5, sketch);
    }

    static MetricSeries gauge(String name, int number) {
        return MetricSeries.of(name, SeriesType.GAUGE, Map.of("number", String.valueOf(number)));
    }

    static Sample sample(String name, double value) {
        return new Sample(gauge(name, 0), now(), value);
    }

    static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MICROS);
    }
}
