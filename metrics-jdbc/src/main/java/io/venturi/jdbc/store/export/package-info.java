/**
 * The way out of the metric history, to a time-series database: {@link io.venturi.jdbc.store.export.MetricExporter} sends it to a
 * VictoriaMetrics, or writes OpenMetrics files that become blocks of a Prometheus.
 */
@NullMarked
package io.venturi.jdbc.store.export;

import org.jspecify.annotations.NullMarked;
