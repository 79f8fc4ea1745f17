package io.venturi.instrument;

import io.micrometer.core.instrument.Timer;

/** A timer that records the same duration many times at the cost of once. */
public interface BulkTimer extends Timer {

    /**
     * Records a duration {@code times} times.
     *
     * @param nanos not negative
     * @param times not negative
     */
    void record(long nanos, long times);
}
