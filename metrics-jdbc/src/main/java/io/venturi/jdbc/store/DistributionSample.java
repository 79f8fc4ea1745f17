package io.venturi.jdbc.store;

import java.time.Instant;

/**
 * What a histogram saw in one step.
 *
 * @param series whose values
 * @param time the end of the step
 * @param count how many values; above 0
 * @param sum of the values, in the series' unit
 * @param max the greatest of them, in the series' unit
 * @param sketch their distribution, as a compressed HdrHistogram whose conversion ratio leads to the series' unit
 */
@SuppressWarnings("ArrayRecordComponent") // not compared
record DistributionSample(MetricSeries series, Instant time, long count, double sum, double max, byte[] sketch) {}
