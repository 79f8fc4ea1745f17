package io.venturi.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Clock;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two registries whose meters are to be scraped together. */
class SharedCollectorsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain; version=0.0.4; charset=utf-8",
                "application/openmetrics-text; version=1.0.0; charset=utf-8"
            })
    void eachShowsTheOthersMetersToo(String contentType) {
        PrometheusRegistry shared = new PrometheusRegistry();
        VenturiPrometheusRegistry one = new VenturiPrometheusRegistry(PrometheusConfig.DEFAULT, shared, Clock.SYSTEM);
        VenturiPrometheusRegistry other = new VenturiPrometheusRegistry(PrometheusConfig.DEFAULT, shared, Clock.SYSTEM);
        one.counter("ours").increment();
        other.counter("theirs").increment();
        other.timer("their.timer");

        assertThat(one.scrape(contentType))
                .contains("ours_total 1.0\n", "theirs_total 1.0\n", "# TYPE their_timer_seconds summary");
        assertThat(other.scrape(contentType)).contains("ours_total 1.0\n", "theirs_total 1.0\n");
    }
}
