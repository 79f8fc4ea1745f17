/**
 * How catalogue meters get into a Micrometer registry: guarded, bounded, and removed again. Venturi's own modules and
 * adapters build on {@link io.venturi.instrument.MeterScope}; hosts seldom need to.
 */
@NullMarked
package io.venturi.instrument;

import org.jspecify.annotations.NullMarked;
