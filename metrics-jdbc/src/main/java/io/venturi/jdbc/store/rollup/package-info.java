/**
 * Rolls the metric history up: {@link io.venturi.jdbc.store.rollup.MetricRollup} has hours, days and weeks made in SQL, and merges the
 * sketches of distributions itself.
 */
@NullMarked
package io.venturi.jdbc.store.rollup;

import org.jspecify.annotations.NullMarked;
