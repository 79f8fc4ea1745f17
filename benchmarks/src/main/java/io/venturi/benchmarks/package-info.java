/** Suites with peers beside Venturi in one run: most are JMH's, one weighs objects. Start at {@link io.venturi.benchmarks.Suites}. */
@NullMarked
package io.venturi.benchmarks;

import org.jspecify.annotations.NullMarked;
