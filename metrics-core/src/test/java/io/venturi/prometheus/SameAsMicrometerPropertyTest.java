package io.venturi.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever is registered and recorded, both registries write the same lines. */
class SameAsMicrometerPropertyTest {

    private static final List<String> CONTENT_TYPES = List.of(
            "text/plain; version=0.0.4; charset=utf-8", "application/openmetrics-text; version=1.0.0; charset=utf-8");

    /** The kinds of meters, each with names of its own: clashes are another test's. */
    private enum Kind {
        COUNTER,
        FUNCTION_COUNTER,
        GAUGE,
        TIME_GAUGE,
        TIMER,
        TIMER_WITH_BUCKETS,
        TIMER_WITH_HISTOGRAM,
        FUNCTION_TIMER,
        LONG_TASK_TIMER,
        SUMMARY,
        SUMMARY_WITH_BUCKETS;

        void use(MeterRegistry registry, Use use) {
            String name = name().toLowerCase(java.util.Locale.ROOT) + use.name;
            List<Tag> tags = use.tags.entrySet().stream()
                    .map(tag -> Tag.of(tag.getKey(), tag.getValue()))
                    .toList();
            // All meters of a name have one description, as Prometheus wants it.
            String help = "Help of \"" + name + "\\\n";
            switch (this) {
                case COUNTER -> {
                    Counter counter = Counter.builder(name)
                            .description(help)
                            .tags(tags)
                            .baseUnit(use.unit)
                            .register(registry);
                    use.values.forEach(counter::increment);
                }
                case FUNCTION_COUNTER ->
                    // Of what the test holds on to: registries do not.
                    FunctionCounter.builder(name, use, counted -> Math.max(0, counted.first()))
                            .tags(tags)
                            .register(registry);
                case GAUGE ->
                    Gauge.builder(name, use::first)
                            .description("")
                            .tags(tags)
                            .baseUnit(use.unit)
                            .register(registry);
                case TIME_GAUGE ->
                    TimeGauge.builder(name, use::first, TimeUnit.MICROSECONDS)
                            .tags(tags)
                            .register(registry);
                case TIMER ->
                    use.record(Timer.builder(name).description(help).tags(tags).register(registry));
                case TIMER_WITH_BUCKETS ->
                    use.record(Timer.builder(name)
                            .tags(tags)
                            .serviceLevelObjectives(
                                    Duration.ofNanos(1),
                                    Duration.ofMillis(1),
                                    Duration.ofSeconds(1),
                                    Duration.ofDays(1))
                            .register(registry));
                case TIMER_WITH_HISTOGRAM ->
                    use.record(Timer.builder(name)
                            .tags(tags)
                            .publishPercentileHistogram()
                            .register(registry));
                case FUNCTION_TIMER ->
                    FunctionTimer.builder(name, use, Use::size, Use::first, TimeUnit.MILLISECONDS)
                            .tags(tags)
                            .register(registry);
                case LONG_TASK_TIMER ->
                    LongTaskTimer.builder(name).tags(tags).register(registry).start();
                case SUMMARY -> {
                    DistributionSummary summary = DistributionSummary.builder(name)
                            .tags(tags)
                            .baseUnit(use.unit)
                            .register(registry);
                    use.values.stream().filter(Double::isFinite).forEach(summary::record);
                }
                case SUMMARY_WITH_BUCKETS -> {
                    DistributionSummary summary = DistributionSummary.builder(name)
                            .tags(tags)
                            .serviceLevelObjectives(1, 10, 1e6, 1e12)
                            .register(registry);
                    // Micrometer rounds fractions up before it counts them.
                    use.nanos().forEach(summary::record);
                }
            }
        }
    }

    private record Use(Kind kind, String name, Map<String, String> tags, String unit, List<Double> values) {

        double first() {
            return values.get(0);
        }

        long size() {
            return values.size();
        }

        List<Long> nanos() {
            return values.stream()
                    .filter(value -> Math.abs(value) < 1e15)
                    .map(Math::round)
                    .toList();
        }

        void record(Timer timer) {
            nanos().forEach(nanos -> timer.record(nanos, TimeUnit.NANOSECONDS));
        }
    }

    @Provide
    Arbitrary<List<Use>> uses() {
        Arbitrary<String> names = Arbitraries.of("", ".a", "_b", "-c d", ".total", ".info", ".é", "Case", ".seconds");
        Arbitrary<Map<String, String>> tags = Arbitraries.maps(
                        Arbitraries.of("a", "a.c", "a-d", "aB", "9"),
                        Arbitraries.oneOf(
                                Arbitraries.of("", "\"", "\\", "\n", "\\n", "\r", "a,b=\"c\"}", "é€😀", "{}", " "),
                                Arbitraries.strings().ofMaxLength(8)))
                .ofMaxSize(3)
                .map(TreeMap::new);
        Arbitrary<Double> values = Arbitraries.oneOf(
                Arbitraries.of(
                        0.0,
                        -0.0,
                        1.0,
                        9_999_999.0,
                        1e7,
                        -1.0,
                        Double.MIN_VALUE,
                        Double.MAX_VALUE,
                        Double.NaN,
                        Double.POSITIVE_INFINITY,
                        Double.NEGATIVE_INFINITY),
                Arbitraries.longs().between(-10, 10_000_000_000L).map(Long::doubleValue),
                Arbitraries.doubles().between(-1e3, 1e12));
        Arbitrary<Use> use = Combinators.combine(
                        Arbitraries.of(Kind.class),
                        names,
                        tags,
                        Arbitraries.of("bytes", "seconds"),
                        values.list().ofMinSize(1).ofMaxSize(20))
                .as(Use::new);
        return use.list().ofMaxSize(30);
    }

    @Property(tries = 300)
    void theSameLines(@ForAll("uses") List<Use> uses) {
        PrometheusMeterRegistry theirs =
                new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, new PrometheusRegistry(), new MockClock());
        PrometheusMeterRegistry ours =
                new VenturiPrometheusRegistry(PrometheusConfig.DEFAULT, new PrometheusRegistry(), new MockClock());
        for (Use use : uses) {
            use.kind.use(theirs, use);
            use.kind.use(ours, use);
        }
        for (String contentType : CONTENT_TYPES) {
            assertThat(ours.scrape(contentType).lines().sorted().toList())
                    .isEqualTo(theirs.scrape(contentType).lines().sorted().toList());
        }
    }
}
