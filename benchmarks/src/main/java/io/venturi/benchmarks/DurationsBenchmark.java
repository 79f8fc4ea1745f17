package io.venturi.benchmarks;

import com.codahale.metrics.MetricRegistry;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.venturi.histogram.HistogramRecorder;
import io.venturi.prometheus.VenturiPrometheusRegistry;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.HdrHistogram.AtomicHistogram;
import org.HdrHistogram.Recorder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * A duration into one meter that all threads share. Where a recorder has buckets, they are the same 11; where it has digits, it has
 * as many as ours: one. Nobody takes exemplars.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DurationsBenchmark {

    private static final int TABLES = 64;
    private static final long GREATEST_NANOS = Duration.ofHours(1).toNanos();

    private final MeterRegistry ours = new VenturiPrometheusRegistry(PrometheusConfig.DEFAULT);
    private final Timer venturiTimer = slo("stage").register(ours);
    private final HistogramRecorder venturiRecorder =
            HistogramRecorder.supplier(1, DurationValues.boundsInNanos()).get();

    private final MeterRegistry micrometer = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Timer micrometerPlain = Timer.builder("plain").register(micrometer);
    private final Timer micrometerSlo = slo("slo").register(micrometer);
    private final Timer micrometerPercentiles =
            Timer.builder("percentiles").publishPercentiles(0.5, 0.9, 0.99).register(micrometer);
    private final Timer micrometerPercentileHistogram =
            Timer.builder("percentile.histogram").publishPercentileHistogram().register(micrometer);
    private final Meter.MeterProvider<Timer> micrometerProvider =
            slo("slo.by.tags").withRegistry(micrometer);
    private final String[] tables =
            IntStream.range(0, TABLES).mapToObj(i -> "public.table_" + i).toArray(String[]::new);

    private final DistributionDataPoint clientJavaClassic =
            clientJava().classicOnly().register(new PrometheusRegistry()).labelValues("db", "public.orders");
    private final DistributionDataPoint clientJavaNative =
            nativeClientJava().register(new PrometheusRegistry()).labelValues("db", "public.orders");
    private final DistributionDataPoint clientJavaBoth =
            clientJava().register(new PrometheusRegistry()).labelValues("db", "public.orders");

    private final OpenTelemetryMeters openTelemetryMeters = new OpenTelemetryMeters();
    private final DoubleHistogram openTelemetry = openTelemetryMeters
            .meter()
            .histogramBuilder("stage")
            .setUnit("s")
            .setExplicitBucketBoundariesAdvice(
                    Arrays.stream(DurationValues.boundsInSeconds()).boxed().toList())
            .build();
    private final Attributes attributes = OpenTelemetryMeters.LABELS;

    private final MetricRegistry dropwizard = new MetricRegistry();
    private final com.codahale.metrics.Timer dropwizardTimer = dropwizard.timer("stage");
    private final com.codahale.metrics.Histogram dropwizardHistogram = dropwizard.histogram("stage.nanos");

    private final Recorder hdrRecorder = new Recorder(GREATEST_NANOS, 1);
    private final AtomicHistogram hdrAtomic = new AtomicHistogram(GREATEST_NANOS, 1);

    private static Timer.Builder slo(String name) {
        return Timer.builder(name).tags("source", "db").serviceLevelObjectives(DurationValues.BOUNDS);
    }

    private static Histogram.Builder clientJava() {
        return nativeOrClassic().classicUpperBounds(DurationValues.boundsInSeconds());
    }

    private static Histogram.Builder nativeClientJava() {
        return nativeOrClassic().nativeOnly();
    }

    private static Histogram.Builder nativeOrClassic() {
        return Histogram.builder()
                .name("stage_seconds")
                .labelNames("source", "table")
                .withoutExemplars();
    }

    /** Ours, as a host has it: Micrometer's API on our registry. */
    @Benchmark
    public void venturiTimer(DurationValues values) {
        venturiTimer.record(values.nanos(), TimeUnit.NANOSECONDS);
    }

    /** What that records into. */
    @Benchmark
    public void venturiRecorder(DurationValues values) {
        venturiRecorder.record(values.nanos());
    }

    /** Count, sum and maximum only. */
    @Benchmark
    public void micrometerPlain(DurationValues values) {
        micrometerPlain.record(values.nanos(), TimeUnit.NANOSECONDS);
    }

    /** With buckets. */
    @Benchmark
    public void micrometerSlo(DurationValues values) {
        micrometerSlo.record(values.nanos(), TimeUnit.NANOSECONDS);
    }

    /** With three quantiles, computed here. */
    @Benchmark
    public void micrometerPercentiles(DurationValues values) {
        micrometerPercentiles.record(values.nanos(), TimeUnit.NANOSECONDS);
    }

    /** With the buckets that quantiles are computed from elsewhere. */
    @Benchmark
    public void micrometerPercentileHistogram(DurationValues values) {
        micrometerPercentileHistogram.record(values.nanos(), TimeUnit.NANOSECONDS);
    }

    /** With buckets, looked up by a tag. */
    @Benchmark
    public void micrometerSloByTags(DurationValues values) {
        long nanos = values.nanos();
        micrometerProvider.withTags("table", tables[(int) nanos & (TABLES - 1)]).record(nanos, TimeUnit.NANOSECONDS);
    }

    /** Classic buckets. */
    @Benchmark
    public void clientJavaClassic(DurationValues values) {
        clientJavaClassic.observe(values.seconds());
    }

    /** A native histogram. */
    @Benchmark
    public void clientJavaNative(DurationValues values) {
        clientJavaNative.observe(values.seconds());
    }

    /** Classic buckets and a native histogram. */
    @Benchmark
    public void clientJavaBoth(DurationValues values) {
        clientJavaBoth.observe(values.seconds());
    }

    /** The SDK, with attributes that are ready. */
    @Benchmark
    public void openTelemetry(DurationValues values) {
        openTelemetry.record(values.seconds(), attributes);
    }

    /** A histogram and four rates; its reservoir decays exponentially, as by default. */
    @Benchmark
    public void dropwizardTimer(DurationValues values) {
        dropwizardTimer.update(values.nanos(), TimeUnit.NANOSECONDS);
    }

    /** The reservoir and a count. */
    @Benchmark
    public void dropwizardHistogram(DurationValues values) {
        dropwizardHistogram.update(values.nanos());
    }

    /** Two histograms that a reader swaps; no sum, no buckets. */
    @Benchmark
    public void hdrRecorder(DurationValues values) {
        hdrRecorder.recordValue(values.nanos());
    }

    /** One histogram; no sum, no buckets. */
    @Benchmark
    public void hdrAtomic(DurationValues values) {
        hdrAtomic.recordValue(values.nanos());
    }
}
