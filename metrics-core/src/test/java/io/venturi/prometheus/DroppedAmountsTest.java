package io.venturi.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Amounts that are no finite numbers: not recorded, and told. */
class DroppedAmountsTest {

    private final MockClock clock = new MockClock();
    private final VenturiPrometheusRegistry registry =
            new VenturiPrometheusRegistry(PrometheusConfig.DEFAULT, new PrometheusRegistry(), clock);
    private final LoggedWarnings warnings = new LoggedWarnings();

    @AfterEach
    void close() {
        warnings.close();
    }

    @Test
    void anInfiniteAmountIsToldOnceAMinute() {
        DistributionSummary ratio = registry.summary("ratio");
        ratio.record(0.5);
        assertThat(warnings.messages()).isEmpty();
        ratio.record(Double.POSITIVE_INFINITY);
        ratio.record(Double.POSITIVE_INFINITY);
        clock.add(Duration.ofSeconds(59));
        ratio.record(Double.POSITIVE_INFINITY);
        assertThat(warnings.messages()).hasSize(1).first().asString().contains("'ratio'", "Infinity", "finite");
        clock.add(Duration.ofSeconds(1));
        ratio.record(Double.POSITIVE_INFINITY);
        assertThat(warnings.messages()).hasSize(2).last().asString().contains("4 dropped");
        assertThat(ratio.count()).isEqualTo(1);
        assertThat(ratio.totalAmount()).isEqualTo(0.5);
        assertThat(Scrapes.samples(registry)).contains("ratio_count 1", "ratio_sum 0.5", "ratio_max 0.5");
    }

    @Test
    void eachMeterIsToldForItself() {
        registry.summary("one", "t", "1").record(Double.POSITIVE_INFINITY);
        registry.summary("one", "t", "2").record(Double.POSITIVE_INFINITY);
        registry.summary("other").record(Double.POSITIVE_INFINITY);
        assertThat(warnings.messages()).hasSize(2);
        assertThat(warnings.messages().get(1)).contains("'other'");
    }

    @Test
    void anAmountThatItsScaleMakesInfiniteIsToldToo() {
        DistributionSummary.builder("scaled").scale(10).register(registry).record(Double.MAX_VALUE);
        assertThat(warnings.messages()).hasSize(1).first().asString().contains("'scaled'");
    }
}
