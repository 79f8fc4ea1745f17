package io.venturi;

/** What a change event did to its row, or to its table: the {@code operation} label. */
public enum Operation {
    /** A row was inserted. */
    INSERT,
    /** A row was updated. */
    UPDATE,
    /** A row was deleted. */
    DELETE,
    /** The table was emptied. */
    TRUNCATE,
    /** A row was read by the initial snapshot; kept out of lag. */
    READ,
    /** Anything else. */
    OTHER;

    static final int COUNT = values().length;
}
