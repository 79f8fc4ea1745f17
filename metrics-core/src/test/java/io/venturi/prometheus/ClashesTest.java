package io.venturi.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Meters that no exposition has room for are refused by themselves: no scrape fails for them. */
class ClashesTest {

    private final PrometheusRegistry collectors = new PrometheusRegistry();
    private final VenturiPrometheusRegistry registry =
            new VenturiPrometheusRegistry(PrometheusConfig.DEFAULT, collectors, new MockClock());
    private final List<String> refused = new ArrayList<>();

    @BeforeEach
    void noteWhatIsRefused() {
        registry.config().onMeterRegistrationFailed((id, reason) -> refused.add(id.getName() + id.getTags()));
    }

    /** Two registrations, the second of which clashes with the first. */
    record Clash(String name, Consumer<VenturiPrometheusRegistry> first, Consumer<VenturiPrometheusRegistry> second) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Clash> clashes() {
        return Stream.of(
                new Clash("another meter's name", r -> r.counter("a.b"), r -> r.counter("a_b", "t", "1")),
                new Clash("another type", r -> r.counter("a", "t", "1"), r -> Gauge.builder("a.total", () -> 1)
                        .register(r)),
                new Clash(
                        "a long task timer's name",
                        r -> LongTaskTimer.builder("a.b").register(r),
                        r -> r.timer("a.b", "t", "1")),
                new Clash("equal labels", r -> r.counter("a", "k.l", "1"), r -> r.counter("a", "k_l", "1")),
                new Clash("equal labels of timers", r -> r.timer("a", "k.l", "1"), r -> r.timer("a", "k_l", "1")),
                new Clash("two labels of a name", r -> r.counter("a"), r -> r.counter("a", "k.l", "1", "k_l", "2")),
                new Clash("the label of buckets", r -> r.timer("a"), r -> Timer.builder("a")
                        .tag("le", "1")
                        .publishPercentileHistogram()
                        .register(r)),
                new Clash("the label of buckets on a summary", r -> r.summary("a"), r -> r.summary("a", "le", "1")),
                new Clash("the label of quantiles", r -> r.timer("a"), r -> r.timer("a", "quantile", "1")),
                new Clash("a maximum's name for a summary", r -> r.summary("a"), r -> r.summary("a.max")),
                new Clash("a summary's name for a maximum", r -> r.summary("a.max"), r -> r.summary("a")),
                new Clash("a maximum's series", r -> r.summary("a", "t", "1"), r -> Gauge.builder("a.max", () -> 1)
                        .tag("t", "1")
                        .register(r)),
                new Clash(
                        "a gauge's series for a maximum",
                        r -> Gauge.builder("a.max", () -> 1).register(r),
                        r -> r.summary("a")));
    }

    @ParameterizedTest
    @MethodSource("clashes")
    void onlyTheSecondIsRefused(Clash clash) {
        Counter.builder("other").register(registry).increment();
        clash.first.accept(registry);
        List<String> before = Scrapes.samples(registry);
        clash.second.accept(registry);
        assertThat(refused).hasSize(1);
        assertThat(Scrapes.samples(registry)).isEqualTo(before).contains("other_total 1.0");
        assertThat(Scrapes.lines(registry, Scrapes.OPENMETRICS)).contains("other_total 1.0");
        assertThat(Scrapes.protobuf(registry, "other_total")).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("clashes")
    void whatIsRefusedLeavesNothing(Clash clash) {
        clash.second.accept(registry);
        List<String> alone = Scrapes.samples(registry);
        registry.clear();
        clash.first.accept(registry);
        clash.second.accept(registry);
        registry.clear();
        assertThat(Scrapes.samples(registry)).isEmpty();
        clash.second.accept(registry);
        assertThat(Scrapes.samples(registry)).isEqualTo(alone);
    }

    @Test
    void refusedMetersMayThrow() {
        registry.throwExceptionOnRegistrationFailure();
        registry.counter("a.b");
        assertThatThrownBy(() -> registry.counter("a_b", "t", "1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a_b")
                .hasMessageContaining("a.b");
        assertThat(registry.find("a_b").counter()).isNull();
        assertThat(Scrapes.samples(registry)).containsExactly("a_b_total 0.0");
    }

    @Test
    void aGaugeSharesTheNameOfMaximaWithOtherLabels() {
        DistributionSummary.builder("a").tag("t", "1").register(registry).record(3);
        Gauge.builder("a.max", () -> 7).tag("t", "2").register(registry);
        assertThat(refused).isEmpty();
        for (String contentType : List.of(Scrapes.TEXT, Scrapes.OPENMETRICS)) {
            assertThat(Scrapes.lines(registry, contentType))
                    .contains("a_max{t=\"1\"} 3.0", "a_max{t=\"2\"} 7.0")
                    .containsOnlyOnce("# TYPE a_max gauge");
        }
    }

    @Test
    void removingARefusedMeterLeavesTheOther() {
        registry.counter("a", "k.l", "1").increment();
        registry.remove(registry.counter("a", "k_l", "1"));
        assertThat(Scrapes.samples(registry)).containsExactly("a_total{k_l=\"1\"} 1.0");
    }

    @Test
    void collectorsOfOthersJoinAFamily() {
        Counter.builder("a.b")
                .tag("t", "1")
                .description("Help.")
                .register(registry)
                .increment();
        io.prometheus.metrics.core.metrics.Counter.builder()
                .name("a_b")
                .help("Help.")
                .labelNames("t")
                .withoutExemplars()
                .register(collectors)
                .labelValues("2")
                .inc();
        for (String contentType : List.of(Scrapes.TEXT, Scrapes.OPENMETRICS)) {
            List<String> lines = Scrapes.lines(registry, contentType);
            assertThat(lines).contains("a_b_total{t=\"1\"} 1.0", "a_b_total{t=\"2\"} 1.0");
            assertThat(lines.stream().filter(line -> line.startsWith("# TYPE"))).hasSize(1);
        }
    }
}
