package io.venturi.jdbc.store.export;

/** Counts rows by what became of them. Not thread-safe. */
final class Tally {

    /** Rows that were read. */
    long rows;

    /** Samples that were given on: several for a row of a histogram. */
    long samples;

    /** Values that are no number, for which the receiver has no room. */
    long notANumber;

    /** Rows in whose millisecond the same series has a later one, which stands for both. */
    long sameMillisecond;

    /** Distributions that cannot be read. */
    long damaged;

    void add(Tally other) {
        rows += other.rows;
        samples += other.samples;
        notANumber += other.notANumber;
        sameMillisecond += other.sameMillisecond;
        damaged += other.damaged;
    }
}
