package io.venturi.jdbc.store;

/** How many rows may be asked for at once. */
final class RowLimit {

    private static final int MOST = 10_000;

    private RowLimit() {}

    /** Refuses what is not a limit. */
    static void check(int limit) {
        if (limit < 1 || limit > MOST) {
            throw new IllegalArgumentException("limit is " + limit + ": give 1 to " + MOST);
        }
    }
}
