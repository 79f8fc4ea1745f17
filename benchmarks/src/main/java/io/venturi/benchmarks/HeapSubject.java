package io.venturi.benchmarks;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.venturi.prometheus.VenturiPrometheusRegistry;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.openjdk.jol.info.GraphLayout;

/** A registry and a kind of meter that is added to it again and again, each time with another label value, and recorded into. */
final class HeapSubject {

    private static final int METERS = 1000;
    private static final int VALUES = 1000;

    /** Adds the meter of a label value and records into it. */
    private interface Adder {
        void add(String labelValue, DurationValues values);
    }

    private final String name;
    private final Object registry;
    private final Adder adder;

    private HeapSubject(String name, Object registry, Adder adder) {
        this.name = name;
        this.registry = registry;
        this.adder = adder;
    }

    static List<HeapSubject> all() {
        return List.of(
                micrometer("micrometerCounter", HeapSubject::counter),
                micrometer("micrometerTimer", timer(builder -> builder)),
                micrometer("micrometerTimerSlo", timer(HeapSubject::slo)),
                micrometer("micrometerTimerPercentiles", timer(HeapSubject::percentiles)),
                micrometer("micrometerTimerPercentileHistogram", timer(Timer.Builder::publishPercentileHistogram)),
                venturi("venturiCounter", HeapSubject::counter),
                venturi("venturiTimer", timer(builder -> builder)),
                venturi("venturiTimerSlo", timer(HeapSubject::slo)),
                venturi("venturiTimerPercentiles", timer(HeapSubject::percentiles)),
                venturi("venturiTimerPercentileHistogram", timer(Timer.Builder::publishPercentileHistogram)),
                clientJavaCounter(),
                clientJavaHistogram("clientJavaClassic", builder -> builder.classicOnly()
                        .classicUpperBounds(DurationValues.boundsInSeconds())),
                clientJavaHistogram("clientJavaNative", Histogram.Builder::nativeOnly),
                clientJavaHistogram(
                        "clientJavaBoth", builder -> builder.classicUpperBounds(DurationValues.boundsInSeconds())));
    }

    private static HeapSubject micrometer(String name, Function<MeterRegistry, Adder> meters) {
        return of(name, new PrometheusMeterRegistry(PrometheusConfig.DEFAULT), meters);
    }

    private static HeapSubject venturi(String name, Function<MeterRegistry, Adder> meters) {
        return of(name, new VenturiPrometheusRegistry(PrometheusConfig.DEFAULT), meters);
    }

    private static HeapSubject of(String name, MeterRegistry registry, Function<MeterRegistry, Adder> meters) {
        return new HeapSubject(name, registry, meters.apply(registry));
    }

    private static Adder counter(MeterRegistry registry) {
        return (value, values) ->
                registry.counter("events", "source", "db", "table", value).increment(values.seconds());
    }

    private static Function<MeterRegistry, Adder> timer(UnaryOperator<Timer.Builder> options) {
        return registry -> (value, values) -> {
            Timer timer = options.apply(Timer.builder("stage").tags("source", "db", "table", value))
                    .register(registry);
            for (int i = 0; i < VALUES; i++) {
                timer.record(values.nanos(), TimeUnit.NANOSECONDS);
            }
        };
    }

    private static Timer.Builder slo(Timer.Builder builder) {
        return builder.serviceLevelObjectives(DurationValues.BOUNDS);
    }

    private static Timer.Builder percentiles(Timer.Builder builder) {
        return builder.publishPercentiles(0.5, 0.9, 0.99);
    }

    private static HeapSubject clientJavaCounter() {
        PrometheusRegistry registry = new PrometheusRegistry();
        Counter counter = Counter.builder()
                .name("events_total")
                .labelNames("source", "table")
                .withoutExemplars()
                .register(registry);
        return new HeapSubject("clientJavaCounter", registry, (value, values) -> counter.labelValues("db", value)
                .inc(values.seconds()));
    }

    private static HeapSubject clientJavaHistogram(String name, UnaryOperator<Histogram.Builder> options) {
        PrometheusRegistry registry = new PrometheusRegistry();
        Histogram histogram = options.apply(Histogram.builder()
                        .name("stage_seconds")
                        .labelNames("source", "table")
                        .withoutExemplars())
                .register(registry);
        return new HeapSubject(name, registry, (value, values) -> {
            for (int i = 0; i < VALUES; i++) {
                histogram.labelValues("db", value).observe(values.seconds());
            }
        });
    }

    String name() {
        return name;
    }

    double bytesPerMeter() {
        DurationValues values = new DurationValues();
        // What all meters of a kind share is there from the first one on.
        adder.add("public.table_first", values);
        long before = reachable();
        for (int i = 0; i < METERS; i++) {
            adder.add("public.table_" + i, values);
        }
        return (double) (reachable() - before) / METERS;
    }

    private long reachable() {
        return GraphLayout.parseInstance(registry).totalSize();
    }
}
