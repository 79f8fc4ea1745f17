package io.venturi.distribution;

/** A timer or a summary that records whole distributions, or leads to one. */
public interface Recorded {

    /** What was recorded: of timers in nanoseconds. */
    RecordedDistribution recorded();
}
