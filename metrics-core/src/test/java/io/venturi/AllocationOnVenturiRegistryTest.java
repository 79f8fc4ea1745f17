package io.venturi;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.venturi.prometheus.VenturiPrometheusRegistry;

/** The same on our own registry, whose timers keep whole distributions. */
class AllocationOnVenturiRegistryTest extends AllocationTest {

    @Override
    MeterRegistry registry() {
        return new VenturiPrometheusRegistry(PrometheusConfig.DEFAULT);
    }
}
