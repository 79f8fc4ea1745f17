package io.venturi.jdbc.store;

import org.jspecify.annotations.Nullable;

/**
 * Batches that wait to be stored, in the order of their numbers. One thread adds, one takes; both may be the same. Never
 * throws: what it has no room for is dropped, the oldest first, and counted.
 */
interface Spool extends AutoCloseable {

    /** Adds a batch, at the expense of the oldest ones if need be. */
    void add(SampleBatch batch);

    /** The oldest batch, which stays, or null. */
    @Nullable
    SampleBatch first();

    /** Forgets the batch that {@link #first} returned last. */
    void removeFirst();

    /** Bytes that wait. */
    long bytes();

    /** Figures that wait. */
    long size();

    /** Leaves what is on disk for the next process. */
    @Override
    void close();
}
