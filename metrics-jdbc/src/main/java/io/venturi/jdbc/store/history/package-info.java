/**
 * What is kept of distributions, and what was rolled up: {@link io.venturi.jdbc.store.history.DistributionHistory} gives any quantile
 * over any time, {@link io.venturi.jdbc.store.history.RollupHistory} the buckets of long times. Single values are {@link
 * io.venturi.jdbc.store.MetricHistory}'s.
 */
@NullMarked
package io.venturi.jdbc.store.history;

import org.jspecify.annotations.NullMarked;
