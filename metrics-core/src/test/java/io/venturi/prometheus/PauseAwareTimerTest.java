package io.venturi.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.pause.ClockDriftPauseDetector;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.venturi.distribution.PauseAwareTimer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PauseAwareTimerTest {

    private final VenturiPrometheusRegistry registry = new VenturiPrometheusRegistry(PrometheusConfig.DEFAULT);

    @AfterEach
    void close() {
        registry.close();
    }

    @Test
    void aHostsPauseDetectorIsKept() {
        registry.config().pauseDetector(new ClockDriftPauseDetector(Duration.ofMillis(100), Duration.ofHours(1)));
        Timer timer = Timer.builder("paused")
                .serviceLevelObjectives(Duration.ofSeconds(1))
                .register(registry);
        assertThat(timer).isInstanceOf(PauseAwareTimer.class);

        timer.record(Duration.ofMillis(1500));
        timer.record(() -> {});

        assertThat(timer.count()).isEqualTo(2);
        assertThat(timer.max(TimeUnit.MILLISECONDS)).isEqualTo(1500);
        assertThat(timer.totalTime(TimeUnit.SECONDS)).isBetween(1.5, 60.0);
        assertThat(timer.takeSnapshot().histogramCounts()).hasSize(1);
        assertThat(registry.scrape()).contains("paused_seconds_bucket{le=\"1.0\"} 1\n", "paused_seconds_count 2\n");
    }
}
