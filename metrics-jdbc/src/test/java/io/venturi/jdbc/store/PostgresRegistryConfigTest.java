package io.venturi.jdbc.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.config.validate.ValidationException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresRegistryConfigTest {

    @Test
    void samplesEveryTenSecondsUnlessToldOtherwise() {
        assertThat(PostgresRegistryConfig.DEFAULT.step()).isEqualTo(Duration.ofSeconds(10));
        assertThat(PostgresRegistryConfig.DEFAULT.enabled()).isTrue();
        PostgresRegistryConfig set = Map.of("postgres.step", "1m", "postgres.enabled", "false")::get;
        assertThat(set.step()).isEqualTo(Duration.ofMinutes(1));
        assertThat(set.enabled()).isFalse();
        assertThat(set.validate().isValid()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0s", "1ns", "-5s", "soon"})
    void aStepThatIsNoneIsRefused(String step) {
        PostgresRegistryConfig config = key -> key.equals("postgres.step") ? step : null;
        assertThatThrownBy(() ->
                        new PostgresMeterRegistry(config, (samples, distributions) -> {}, Clock.SYSTEM, nanos -> {}))
                .isInstanceOf(ValidationException.class)
                .hasMessageContaining("postgres.step");
    }
}
