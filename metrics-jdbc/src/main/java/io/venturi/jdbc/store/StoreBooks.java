package io.venturi.jdbc.store;

import java.util.concurrent.atomic.LongAdder;

/** What became of all figures: accepted are those stored, dropped for one of the reasons, and waiting. Thread-safe. */
final class StoreBooks {

    /** Given to the store, or found on disk when it started. */
    final LongAdder accepted = new LongAdder();

    /** In the database. */
    final LongAdder stored = new LongAdder();

    /** Refused by PostgreSQL, or of a series that cannot be stored. */
    final LongAdder rejected = new LongAdder();

    /** Too old or too far in the future for any partition, or too old to wait. */
    final LongAdder expired = new LongAdder();

    /** Given up for want of room while they waited, or not readable any more. */
    final LongAdder overflowed = new LongAdder();
}
