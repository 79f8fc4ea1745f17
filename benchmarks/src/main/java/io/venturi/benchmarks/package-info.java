/** JMH suites with peers beside Venturi in one run. Start at {@link io.venturi.benchmarks.Suites}. */
@NullMarked
package io.venturi.benchmarks;

import org.jspecify.annotations.NullMarked;
