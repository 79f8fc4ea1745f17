package io.venturi.examples.cdc;

/**
 * A change that waits to be written.
 *
 * @param sequence its place in the order of arrival, from 1
 * @param enqueuedMillis when it began to wait, in epoch milliseconds
 * @param change what waits
 */
record BufferedEvent(long sequence, long enqueuedMillis, ChangeEvent change) {}
