/**
 * Micrometer's timers and summaries on recorders of whole distributions, for registries to extend or to use as they are: {@link
 * io.venturi.distribution.RecorderTimer} and {@link io.venturi.distribution.RecorderSummary}, of kinds that {@link
 * io.venturi.distribution.DistributionKinds} finds by configuration, read by way of {@link
 * io.venturi.distribution.RecordedDistribution}.
 */
@NullMarked
package io.venturi.distribution;

import org.jspecify.annotations.NullMarked;
