package io.venturi.jdbc.store;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Batches that wait to be stored, in the order in which they came. One thread adds, one takes; both may be the same. What
 * it has no room for is dropped, the oldest first, and counted; but never the batch that was taken, of which nobody knows
 * whether it is stored.
 */
interface Spool extends AutoCloseable {

    /** Adds a batch, at the expense of the oldest ones if need be. Never throws. */
    void add(SampleBatch batch);

    /**
     * Takes the oldest batch, which stays until it is removed, or null where none waits.
     *
     * @throws IOException if it cannot be read now, which is worth another try
     */
    @Nullable
    SampleBatch first() throws IOException;

    /**
     * Forgets the batch that {@link #first} returned last.
     *
     * @return false where the spool is closed, and the batch's figures were left on disk or counted as overflowed
     */
    boolean removeFirst();

    /** Bytes that wait. */
    long bytes();

    /** Figures that wait. */
    long size();

    /** Leaves what is on disk for the next process; what is not, is given up and counted as overflowed. Never throws. */
    @Override
    void close();
}
