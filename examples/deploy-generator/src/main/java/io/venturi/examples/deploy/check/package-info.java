/**
 * Asks a Prometheus what every panel and every recording rule asks, and says what has no answer. Start at
 * {@link io.venturi.examples.deploy.check.CheckDemo}.
 */
@NullMarked
package io.venturi.examples.deploy.check;

import org.jspecify.annotations.NullMarked;
