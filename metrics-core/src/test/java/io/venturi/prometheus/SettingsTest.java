package io.venturi.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.NamingConvention;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusNamingConvention;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a host sets is followed as Micrometer's registry follows it. */
class SettingsTest {

    private record Config(boolean descriptions, Map<String, String> exporter) implements PrometheusConfig {

        @Override
        public @Nullable String get(String key) {
            return null;
        }

        @Override
        public Properties prometheusProperties() {
            Properties properties = new Properties();
            exporter.forEach(properties::setProperty);
            return properties;
        }
    }

    private static void assertSame(PrometheusConfig config, Consumer<MeterRegistry> use) {
        PrometheusMeterRegistry theirs = new PrometheusMeterRegistry(config, new PrometheusRegistry(), new MockClock());
        PrometheusMeterRegistry ours = new VenturiPrometheusRegistry(config, new PrometheusRegistry(), new MockClock());
        use.accept(theirs);
        use.accept(ours);
        for (String contentType : List.of(Scrapes.TEXT, Scrapes.OPENMETRICS)) {
            assertThat(Scrapes.lines(ours, contentType))
                    .isEqualTo(Scrapes.lines(theirs, contentType))
                    .isNotEmpty();
        }
    }

    private static void useSome(MeterRegistry registry) {
        Counter.builder("a.counter")
                .description("Help.")
                .tag("k.l", "v")
                .register(registry)
                .increment();
        Gauge.builder("a.gauge", () -> 2).description("Help.").baseUnit("bytes").register(registry);
        Timer.builder("a.timer").description("Help.").register(registry).record(Duration.ofSeconds(3));
        Timer.builder("a.slo.timer")
                .serviceLevelObjectives(Duration.ofSeconds(1))
                .register(registry)
                .record(Duration.ofSeconds(3));
        registry.summary("a.summary").record(3);
        LongTaskTimer.builder("a.long.task").register(registry).start();
    }

    @Test
    void noDescriptions() {
        assertSame(new Config(false, Map.of()), SettingsTest::useSome);
    }

    @Test
    void createdTimestamps() {
        assertSame(
                new Config(true, Map.of("io.prometheus.exporter.include_created_timestamps", "true")),
                SettingsTest::useSome);
        VenturiPrometheusRegistry registry = new VenturiPrometheusRegistry(
                new Config(true, Map.of("io.prometheus.exporter.include_created_timestamps", "true")));
        useSome(registry);
        assertThat(registry.scrape(Scrapes.OPENMETRICS)).contains("a_counter_created{k_l=\"v\"} ");
    }

    @Test
    void exemplarsOnAllTypes() {
        assertSame(
                new Config(true, Map.of("io.prometheus.exporter.exemplars_on_all_metric_types", "true")),
                SettingsTest::useSome);
    }

    @Test
    void aConventionWithOtherSuffixes() {
        assertSame(new Config(true, Map.of()), registry -> {
            registry.config().namingConvention(new PrometheusNamingConvention("_duration"));
            useSome(registry);
        });
    }

    @Test
    void aConventionThatChangesValuesAndKeepsDots() {
        assertSame(new Config(true, Map.of()), registry -> {
            registry.config().namingConvention(new NamingConvention() {
                @Override
                public String name(String name, Meter.Type type, @Nullable String baseUnit) {
                    return "host." + name;
                }

                @Override
                public String tagValue(String value) {
                    return "other " + value;
                }
            });
            useSome(registry);
        });
    }

    @Test
    void metersLeaveThoughTheConventionChanged() {
        VenturiPrometheusRegistry registry = new VenturiPrometheusRegistry(PrometheusConfig.DEFAULT);
        registry.counter("a.counter", "k.l", "v");
        registry.timer("a.timer");
        registry.config().namingConvention(NamingConvention.camelCase);
        registry.counter("a.counter", "k.l", "w");
        assertThat(Scrapes.samples(registry))
                .contains("a_counter_total{k_l=\"v\"} 0.0", "aCounter_total{kL=\"w\"} 0.0");
        registry.clear();
        for (String contentType : Scrapes.ALL) {
            assertThat(registry.scrape(contentType)).doesNotContain("ounter").doesNotContain("imer");
        }
    }

    @Test
    void labelsStayAsTheyCameInAllFormats() {
        VenturiPrometheusRegistry registry = new VenturiPrometheusRegistry(PrometheusConfig.DEFAULT);
        registry.counter("a.counter", "k.l", "v");
        registry.timer("a.timer", "k.l", "v").record(Duration.ofSeconds(3));
        registry.gauge("a.gauge", List.of(Tag.of("k.l", "v")), 2);
        registry.config().namingConvention(NamingConvention.camelCase);
        assertThat(Scrapes.samples(registry))
                .contains(
                        "a_counter_total{k_l=\"v\"} 0.0",
                        "a_timer_seconds_max{k_l=\"v\"} 3.0",
                        "a_gauge{k_l=\"v\"} 2.0");
        assertThat(Scrapes.protobuf(registry)).hasSize(4).allSatisfy(family -> assertThat(
                        family.messages(4).get(0).message(1).text(1))
                .isEqualTo("k_l"));
    }

    @Test
    void filtersAndComposites() {
        assertSame(new Config(true, Map.of()), registry -> {
            registry.config()
                    .commonTags("app", "x")
                    .meterFilter(MeterFilter.denyNameStartsWith("a.gauge"))
                    .meterFilter(MeterFilter.renameTag("a.counter", "k.l", "renamed"))
                    .meterFilter(new MeterFilter() {
                        @Override
                        public DistributionStatisticConfig configure(Meter.Id id, DistributionStatisticConfig config) {
                            return id.getName().equals("a.timer")
                                    ? DistributionStatisticConfig.builder()
                                            .serviceLevelObjectives(1e9, 2e9)
                                            .build()
                                            .merge(config)
                                    : config;
                        }
                    });
            CompositeMeterRegistry composite = new CompositeMeterRegistry();
            composite.add(registry);
            useSome(composite);
        });
    }

    @Test
    void namesThatAreNotPlain() {
        for (Set<String> names : List.of(Set.of("host.a.counter"), Set.of("host_a_counter"), Set.of("host_a_timer"))) {
            PrometheusMeterRegistry theirs =
                    new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, new PrometheusRegistry(), new MockClock());
            PrometheusMeterRegistry ours =
                    new VenturiPrometheusRegistry(PrometheusConfig.DEFAULT, new PrometheusRegistry(), new MockClock());
            for (PrometheusMeterRegistry registry : List.of(theirs, ours)) {
                registry.config().namingConvention((name, type, unit) -> "host." + name);
                useSome(registry);
            }
            assertThat(ours.scrape(Scrapes.TEXT, names).lines().sorted())
                    .as("%s", names)
                    .containsExactlyElementsOf(
                            theirs.scrape(Scrapes.TEXT, names).lines().sorted().toList());
        }
    }
}
