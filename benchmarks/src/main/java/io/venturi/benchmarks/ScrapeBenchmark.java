package io.venturi.benchmarks;

import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.venturi.prometheus.VenturiPrometheusRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * A scrape of 10,000 counters and 1,000 timers with 11 buckets, all of which have counted something: about 2 MB of text. Where it goes
 * costs nothing, and nobody has exemplars. In protobuf ours has native histograms, too, which Micrometer does not offer; client_java's are switched off.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ScrapeBenchmark {

    private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";
    private static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    private static final String PROTOBUF =
            "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited";

    private static final int COUNTER_NAMES = 20;
    private static final int TIMER_NAMES = 10;
    private static final int COUNTERS_PER_NAME = 500;
    private static final int TIMERS_PER_NAME = 100;
    private static final int VALUES_PER_TIMER = 200;

    /** Micrometer's registry. */
    @State(Scope.Benchmark)
    public static class Micrometer {
        final PrometheusMeterRegistry registry = filled(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
    }

    /** Ours. */
    @State(Scope.Benchmark)
    public static class Venturi {
        final PrometheusMeterRegistry registry = filled(new VenturiPrometheusRegistry(PrometheusConfig.DEFAULT));
    }

    /** client_java by itself, with histograms of classic buckets. */
    @State(Scope.Benchmark)
    public static class ClientJava {
        final ExpositionFormats formats = ExpositionFormats.init();
        final PrometheusRegistry registry = filled(new PrometheusRegistry());

        void scrape(String contentType) throws IOException {
            formats.findWriter(contentType).write(OutputStream.nullOutputStream(), registry.scrape());
        }
    }

    private static PrometheusMeterRegistry filled(PrometheusMeterRegistry registry) {
        DurationValues values = new DurationValues();
        for (int name = 0; name < COUNTER_NAMES; name++) {
            for (int i = 0; i < COUNTERS_PER_NAME; i++) {
                registry.counter("events.kind" + name, "source", "db", "table", "public.table_" + i)
                        .increment(count(values));
            }
        }
        for (int name = 0; name < TIMER_NAMES; name++) {
            for (int i = 0; i < TIMERS_PER_NAME; i++) {
                Timer timer = Timer.builder("stage" + name)
                        .tags("source", "db", "table", "public.table_" + i)
                        .serviceLevelObjectives(DurationValues.BOUNDS)
                        .register(registry);
                for (int n = 0; n < VALUES_PER_TIMER; n++) {
                    timer.record(values.nanos(), TimeUnit.NANOSECONDS);
                }
            }
        }
        return registry;
    }

    private static PrometheusRegistry filled(PrometheusRegistry registry) {
        DurationValues values = new DurationValues();
        for (int name = 0; name < COUNTER_NAMES; name++) {
            Counter counter = Counter.builder()
                    .name("events_kind" + name + "_total")
                    .help(" ")
                    .labelNames("source", "table")
                    .withoutExemplars()
                    .register(registry);
            for (int i = 0; i < COUNTERS_PER_NAME; i++) {
                counter.labelValues("db", "public.table_" + i).inc(count(values));
            }
        }
        for (int name = 0; name < TIMER_NAMES; name++) {
            Histogram histogram = Histogram.builder()
                    .name("stage" + name + "_seconds")
                    .help(" ")
                    .labelNames("source", "table")
                    .withoutExemplars()
                    .classicOnly()
                    .classicUpperBounds(DurationValues.boundsInSeconds())
                    .register(registry);
            for (int i = 0; i < TIMERS_PER_NAME; i++) {
                for (int n = 0; n < VALUES_PER_TIMER; n++) {
                    histogram.labelValues("db", "public.table_" + i).observe(values.seconds());
                }
            }
        }
        return registry;
    }

    /** Whole and below ten million, as counters mostly are. */
    private static double count(DurationValues values) {
        return Math.floor(values.seconds() * 1e6);
    }

    /** Micrometer, text. */
    @Benchmark
    public void micrometerText(Micrometer peer) throws IOException {
        peer.registry.scrape(OutputStream.nullOutputStream(), TEXT);
    }

    /** Micrometer, OpenMetrics. */
    @Benchmark
    public void micrometerOpenMetrics(Micrometer peer) throws IOException {
        peer.registry.scrape(OutputStream.nullOutputStream(), OPEN_METRICS);
    }

    /** Micrometer, protobuf. */
    @Benchmark
    public void micrometerProtobuf(Micrometer peer) throws IOException {
        peer.registry.scrape(OutputStream.nullOutputStream(), PROTOBUF);
    }

    /** Ours, text. */
    @Benchmark
    public void venturiText(Venturi ours) throws IOException {
        ours.registry.scrape(OutputStream.nullOutputStream(), TEXT);
    }

    /** Ours, OpenMetrics. */
    @Benchmark
    public void venturiOpenMetrics(Venturi ours) throws IOException {
        ours.registry.scrape(OutputStream.nullOutputStream(), OPEN_METRICS);
    }

    /** Ours, protobuf, native histograms included. */
    @Benchmark
    public void venturiProtobuf(Venturi ours) throws IOException {
        ours.registry.scrape(OutputStream.nullOutputStream(), PROTOBUF);
    }

    /** client_java, text. */
    @Benchmark
    public void clientJavaText(ClientJava peer) throws IOException {
        peer.scrape(TEXT);
    }

    /** client_java, OpenMetrics. */
    @Benchmark
    public void clientJavaOpenMetrics(ClientJava peer) throws IOException {
        peer.scrape(OPEN_METRICS);
    }

    /** client_java, protobuf. */
    @Benchmark
    public void clientJavaProtobuf(ClientJava peer) throws IOException {
        peer.scrape(PROTOBUF);
    }
}
