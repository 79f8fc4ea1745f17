package io.venturi.jdbc.tables;

/** How far a counting run came. */
public enum RunStatus {
    /** It has begun, and has not ended yet or was cut off. */
    RUNNING,
    /** It ended, and its figures stand. */
    SUCCEEDED,
    /** It ended without figures to stand for the tables as a whole. */
    FAILED
}
