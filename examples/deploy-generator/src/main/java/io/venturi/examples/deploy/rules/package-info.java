/** Recording rules and alerts, with the cases that show when they fire. Start at {@link io.venturi.examples.deploy.rules.Rules}. */
@NullMarked
package io.venturi.examples.deploy.rules;

import org.jspecify.annotations.NullMarked;
