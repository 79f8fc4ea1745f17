/** Dashboards for Grafana. Start at {@link io.venturi.examples.deploy.dashboards.Dashboards}. */
@NullMarked
package io.venturi.examples.deploy.dashboards;

import org.jspecify.annotations.NullMarked;
