/**
 * Distributions of non-negative values: {@link io.venturi.histogram.HistogramRecorder} takes durations, sizes and other whole
 * numbers from any number of threads, {@link io.venturi.histogram.ScaledHistogramRecorder} takes fractions, and {@link
 * io.venturi.histogram.HistogramSnapshot} is what was recorded up to a moment, to be merged, subtracted, asked for quantiles,
 * and written as Prometheus or HdrHistogram know it.
 */
@NullMarked
package io.venturi.histogram;

import org.jspecify.annotations.NullMarked;
