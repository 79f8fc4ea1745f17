/**
 * Venturi over HTTP: the {@code /metrics} endpoint and the server for hosts that have none.
 *
 * <p>Start at {@link io.venturi.http.MetricsServer#start}: one line serves a registry. A host with its own JDK {@code
 * HttpServer} mounts {@link io.venturi.http.PrometheusEndpoint#httpHandler()} there instead, one with a servlet container a
 * {@link io.venturi.http.PrometheusServlet}. {@link io.venturi.http.ApiMetricsHttpFilter} and {@link io.venturi.http.ApiMetricsFilter} meter the
 * requests that those servers answer.
 */
@NullMarked
package io.venturi.http;

import org.jspecify.annotations.NullMarked;
