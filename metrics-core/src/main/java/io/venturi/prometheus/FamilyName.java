package io.venturi.prometheus;

import io.micrometer.core.instrument.Meter;
import io.prometheus.metrics.model.snapshots.PrometheusNaming;

/**
 * What a family is called, and what its meters must agree in.
 *
 * @param text the name by the naming convention
 * @param meter the name of the meters
 * @param type of the meters
 * @param help a description, or a blank
 */
record FamilyName(String text, String meter, Meter.Type type, String help) {

    /** The name that filters of scrapes go by: without what Prometheus did not allow of old. */
    String prometheus() {
        return PrometheusNaming.prometheusName(text);
    }
}
