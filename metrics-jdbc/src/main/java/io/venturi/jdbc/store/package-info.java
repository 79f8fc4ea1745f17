/**
 * Metric history in PostgreSQL. {@link io.venturi.jdbc.store.MetricStore} is where to begin: it takes what {@link
 * io.venturi.jdbc.store.PostgresMeterRegistry} samples of a process's meters, and keeps it through outages.
 */
@NullMarked
package io.venturi.jdbc.store;

import org.jspecify.annotations.NullMarked;
