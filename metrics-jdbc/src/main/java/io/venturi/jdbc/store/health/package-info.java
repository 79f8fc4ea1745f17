/**
 * What the metric history says of the health of queues, processing and workers: {@link io.venturi.jdbc.store.health.SystemHealth} once,
 * {@link io.venturi.jdbc.store.health.HealthWatch} whenever it changes.
 */
@NullMarked
package io.venturi.jdbc.store.health;

import org.jspecify.annotations.NullMarked;
