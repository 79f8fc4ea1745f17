package io.venturi.jdbc.store;

import static io.micrometer.core.instrument.config.MeterRegistryConfigValidator.check;
import static io.micrometer.core.instrument.config.MeterRegistryConfigValidator.checkAll;
import static io.micrometer.core.instrument.config.validate.PropertyValidator.getDuration;

import io.micrometer.core.instrument.config.validate.InvalidReason;
import io.micrometer.core.instrument.config.validate.Validated;
import io.micrometer.core.instrument.push.PushRegistryConfig;
import java.time.Duration;

/**
 * Settings of a {@link PostgresMeterRegistry}, as Micrometer has them: {@code postgres.step} (10 s by default) and {@code
 * postgres.enabled}.
 */
@FunctionalInterface
public interface PostgresRegistryConfig extends PushRegistryConfig {

    /** All by default. */
    PostgresRegistryConfig DEFAULT = key -> null;

    @Override
    default String prefix() {
        return "postgres";
    }

    /** How often meters are sampled: every 10 seconds, unless set otherwise. */
    @Override
    default Duration step() {
        return getDuration(this, "step").orElse(Duration.ofSeconds(10));
    }

    @Override
    default Validated<?> validate() {
        return checkAll(
                this,
                config -> PushRegistryConfig.validate(config),
                check("step", PostgresRegistryConfig::step)
                        .andThen(step -> step.invalidateWhen(
                                time -> time.toMillis() < 1, "must be at least 1 ms", InvalidReason.MALFORMED)));
    }
}
