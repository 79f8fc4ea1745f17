package io.venturi.jdbc.store;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.tck.MeterRegistryCompatibilityKit;
import java.time.Duration;

/** Micrometer's own kit. */
class PostgresMeterRegistryCompatibilityTest extends MeterRegistryCompatibilityKit {

    @Override
    public MeterRegistry registry() {
        return new PostgresMeterRegistry(
                PostgresRegistryConfig.DEFAULT, (samples, distributions) -> {}, new MockClock(), nanos -> {});
    }

    @Override
    public Duration step() {
        return PostgresRegistryConfig.DEFAULT.step();
    }
}
