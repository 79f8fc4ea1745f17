/**
 * Typed meters for data pipelines on any Micrometer registry.
 *
 * <p>Start at {@link io.venturi.PipelineMetrics}: it hands out one handle per thing that is metered (a CDC source, one of
 * its tables, a buffer, an Iceberg table, an API route). Handles resolve their labels once and are then cheap to record
 * into from any thread.
 */
@NullMarked
package io.venturi;

import org.jspecify.annotations.NullMarked;
