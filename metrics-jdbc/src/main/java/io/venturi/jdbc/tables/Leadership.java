package io.venturi.jdbc.tables;

/** Whether this process is the one of its replicas that counts. Thread-safe. */
interface Leadership extends AutoCloseable {

    /** Leads always: for a process that has no replicas to agree with. */
    Leadership ALONE = () -> true;

    /** Takes or renews the lead where that can be had, and says whether this process leads now. Never throws. */
    boolean lead();

    /** Gives the lead up, so that another process need not wait until it runs out. */
    @Override
    default void close() {}
}
