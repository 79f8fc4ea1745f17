package io.venturi.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Exemplars of the trace that was active, where Micrometer's registry has them. */
class ExemplarsTest {

    private static final String EXEMPLAR =
            " # {span_id=\"" + OneTrace.SPAN_ID + "\",trace_id=\"" + OneTrace.TRACE_ID + "\"} ";

    /** Told not to go beyond OpenMetrics 1.0, as it does by default. */
    private static final class StrictConfig implements PrometheusConfig {
        @Override
        public @Nullable String get(String key) {
            return null;
        }

        @Override
        public Properties prometheusProperties() {
            return new Properties();
        }
    }

    private final PrometheusMeterRegistry theirs =
            new PrometheusMeterRegistry(new StrictConfig(), new PrometheusRegistry(), Clock.SYSTEM, new OneTrace());
    private final VenturiPrometheusRegistry ours = new VenturiPrometheusRegistry(
            PrometheusConfig.DEFAULT, new PrometheusRegistry(), Clock.SYSTEM, new OneTrace());

    private static void use(MeterRegistry registry) {
        Counter.builder("c").register(registry).increment(2);
        Timer.builder("plain").register(registry).record(Duration.ofMillis(250));
        Timer.builder("slo")
                .serviceLevelObjectives(Duration.ofMillis(100), Duration.ofMillis(500))
                .register(registry)
                .record(Duration.ofMillis(250));
        Timer.builder("quantiles").publishPercentiles(0.5, 0.9).register(registry);
        DistributionSummary.builder("sizes")
                .serviceLevelObjectives(10)
                .register(registry)
                .record(3);
        registry.timer("nothing");
    }

    /** Without the times of exemplars, which no clock of ours makes. */
    private static List<String> lines(PrometheusMeterRegistry registry, String contentType) {
        return Scrapes.lines(registry, contentType).stream()
                .map(line -> line.replaceFirst("(.* # \\{.*} \\S+) \\S+", "$1"))
                .toList();
    }

    @Test
    void asMicrometerHasThem() {
        use(theirs);
        use(ours);
        assertThat(lines(ours, Scrapes.OPENMETRICS))
                .isEqualTo(lines(theirs, Scrapes.OPENMETRICS))
                .contains(
                        "c_total 2.0" + EXEMPLAR + "2.0",
                        "plain_seconds_count 1",
                        "slo_seconds_bucket{le=\"0.5\"} 1" + EXEMPLAR + "0.25",
                        "slo_seconds_bucket{le=\"0.1\"} 0",
                        "slo_seconds_bucket{le=\"+Inf\"} 1",
                        "sizes_bucket{le=\"10.0\"} 1" + EXEMPLAR + "3.0");
        assertThat(lines(ours, Scrapes.TEXT))
                .isEqualTo(lines(theirs, Scrapes.TEXT))
                .noneMatch(line -> line.contains(OneTrace.TRACE_ID));
    }

    @Test
    void whatIsRefusedLeavesNoExemplar() {
        DistributionSummary.builder("sizes").register(ours).record(Double.POSITIVE_INFINITY);
        Counter.builder("c").register(ours).increment(-1);
        assertThat(ours.scrape(Scrapes.OPENMETRICS)).doesNotContain(OneTrace.TRACE_ID);
    }

    @Test
    void protobufHasThemToo() {
        use(ours);
        // metrics.proto: Metric.histogram 7, Histogram.bucket 3, Bucket.exemplar 3, Exemplar.value 2
        List<ProtobufMessage> buckets =
                Scrapes.protobuf(ours, "slo_seconds").get(0).message(7).messages(3);
        assertThat(buckets).hasSize(3);
        assertThat(buckets.get(0).has(3)).isFalse();
        assertThat(buckets.get(1).message(3).real(2)).isEqualTo(0.25);
    }
}
