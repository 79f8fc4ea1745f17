/**
 * Writes {@code examples/deploy} from the meter catalogue: dashboards, rules, alerts with their unit tests, and manifests.
 * Start at {@link io.venturi.examples.deploy.DeployFiles}.
 */
@NullMarked
package io.venturi.examples.deploy;

import org.jspecify.annotations.NullMarked;
