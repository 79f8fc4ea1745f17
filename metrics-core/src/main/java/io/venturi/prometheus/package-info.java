/**
 * A Prometheus registry for Micrometer, {@link io.venturi.prometheus.VenturiPrometheusRegistry}, whose timers and summaries keep
 * whole distributions and are exposed as native histograms, too.
 */
@NullMarked
package io.venturi.prometheus;

import org.jspecify.annotations.NullMarked;
