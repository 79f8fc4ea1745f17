package io.venturi.jdbc.store.export;

/** Takes what is exported, source after source, each in the order of time, one value for a millisecond. */
interface Sink {

    /** A single value. */
    void sample(Source source, long millis, double value);

    /** A histogram as of a time; it changes after the call. */
    void histogram(Source source, long millis, RunningHistogram histogram);

    /** Whether it has enough for now. */
    boolean isFull();
}
