package io.venturi.benchmarks;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.opentelemetry.api.metrics.LongCounter;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.venturi.CdcMeters;
import io.venturi.Operation;
import io.venturi.PipelineMetrics;
import io.venturi.Severity;
import io.venturi.prometheus.VenturiPrometheusRegistry;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Counting one thing: through a handle, and by the strings of its labels. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CountersBenchmark {

    private static final int NAMES = 64;

    private final MeterRegistry micrometer = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final MeterRegistry ours = new VenturiPrometheusRegistry(PrometheusConfig.DEFAULT);
    private final PipelineMetrics metrics = PipelineMetrics.builder(ours).build();
    private final PipelineMetrics metricsOnMicrometer =
            PipelineMetrics.builder(micrometer).build();
    private final CdcMeters cdc = metrics.cdc("db");
    private final CdcMeters cdcOnMicrometer = metricsOnMicrometer.cdc("db");

    private final LongAdder adder = new LongAdder();
    private final Counter micrometerBound = micrometer.counter("peer.bound", "source", "db");
    private final Counter micrometerBoundOnOurs = ours.counter("peer.bound", "source", "db");
    private final Meter.MeterProvider<Counter> provider = Counter.builder("peer.provided")
            .tags("source", "db", "operation", "INSERT")
            .withRegistry(micrometer);
    private final io.prometheus.metrics.core.metrics.Counter clientJava =
            io.prometheus.metrics.core.metrics.Counter.builder()
                    .name("peer_events_total")
                    .labelNames("source", "table", "operation")
                    .withoutExemplars()
                    .register(new PrometheusRegistry());
    private final CounterDataPoint clientJavaBound = clientJava.labelValues("db", "public.orders", "INSERT");
    private final LongCounter openTelemetry =
            new OpenTelemetryMeters().meter().counterBuilder("peer.events").build();
    private final com.codahale.metrics.Counter dropwizardCounter = new com.codahale.metrics.Counter();
    private final com.codahale.metrics.Meter dropwizardMeter = new com.codahale.metrics.Meter();
    private final String[] names =
            IntStream.range(0, NAMES).mapToObj(i -> "public.table_" + i).toArray(String[]::new);

    /** Which name an operation is about: each thread goes round on its own. */
    @State(Scope.Thread)
    public static class Cursor {
        private int next;

        String of(String[] names) {
            return names[next++ & (NAMES - 1)];
        }
    }

    /** The floor. */
    @Benchmark
    public void longAdder() {
        adder.increment();
    }

    /** A Micrometer counter that the host keeps. */
    @Benchmark
    public void micrometerBound() {
        micrometerBound.increment();
    }

    /** The same on our registry. */
    @Benchmark
    public void micrometerBoundOnOurs() {
        micrometerBoundOnOurs.increment();
    }

    /** A handle of ours. */
    @Benchmark
    public void venturiBound() {
        cdc.retry();
    }

    /** The same on Micrometer's registry. */
    @Benchmark
    public void venturiBoundOnMicrometer() {
        cdcOnMicrometer.retry();
    }

    /** client_java's counter that the host keeps. */
    @Benchmark
    public void clientJavaBound() {
        clientJavaBound.inc();
    }

    /** OpenTelemetry's counter with attributes that are ready. */
    @Benchmark
    public void openTelemetry() {
        openTelemetry.add(1, OpenTelemetryMeters.LABELS);
    }

    /** Dropwizard's counter. */
    @Benchmark
    public void dropwizardCounter() {
        dropwizardCounter.inc();
    }

    /** Dropwizard's counter with rates. */
    @Benchmark
    public void dropwizardMeter() {
        dropwizardMeter.mark();
    }

    /** Micrometer's look-up by name and tags. */
    @Benchmark
    public void micrometerByTags(Cursor cursor) {
        micrometer
                .counter("peer.events.received", "source", "db", "table", cursor.of(names), "operation", "INSERT")
                .increment();
    }

    /** Micrometer's look-up by the one tag that is not known before. */
    @Benchmark
    public void micrometerByProvider(Cursor cursor) {
        provider.withTags("table", cursor.of(names)).increment();
    }

    /** client_java's look-up by labels. */
    @Benchmark
    public void clientJavaByLabels(Cursor cursor) {
        clientJava.labelValues("db", cursor.of(names), "INSERT").inc();
    }

    /**
     * Our look-up by three strings, and nothing but a count: a worker, a type of issue and a severity are to {@code issue} what a source, a
     * table and an operation are to {@code received}, looked up the same way, by two map reads and an array read.
     */
    @Benchmark
    public void venturiByNames(Cursor cursor) {
        metrics.worker("db").issue(cursor.of(names), Severity.ERROR);
    }

    /** The same on Micrometer's registry. */
    @Benchmark
    public void venturiByNamesOnMicrometer(Cursor cursor) {
        metricsOnMicrometer.worker("db").issue(cursor.of(names), Severity.ERROR);
    }

    /** By source, table and operation. More than a count: the event enters the table's books and is in flight from then on. */
    @Benchmark
    public void venturiReceivedByNames(Cursor cursor) {
        metrics.cdc("db").table(cursor.of(names)).received(Operation.INSERT, 0);
    }
}
