/**
 * The HTTP API of the metric history: other processes, in any language, write samples and read what is stored.
 *
 * <p>Start at {@link io.venturi.http.api.MetricsApi#builder}: it is served by a {@link io.venturi.http.MetricsServer}, by the host's own JDK
 * {@code HttpServer}, or by a servlet container through {@link io.venturi.http.api.MetricsApiServlet}. The calls are in {@code
 * docs/openapi.yaml}. This package alone needs {@code metrics-jdbc}.
 */
@NullMarked
package io.venturi.http.api;

import org.jspecify.annotations.NullMarked;
