package io.venturi.examples.cdc;

/**
 * The host's own count of what it did, kept apart from the meters.
 *
 * <p>A service would not need it: the demo does, so that the meters can be checked against something.
 */
final class PipelineTally {
    /** What can happen to an event. */
    enum Step {
        RECEIVED,
        PROCESSED,
        SKIPPED,
        DEAD_LETTERED
    }

    private final TableCounts<Step> steps = new TableCounts<>(Step.class);

    void count(ShopTable table, Step step) {
        steps.increment(table, step);
    }

    long get(ShopTable table, Step step) {
        return steps.get(table, step);
    }

    long inFlight(ShopTable table) {
        // What left is read before what came: the difference may be too high for a moment, never negative.
        long left = get(table, Step.PROCESSED) + get(table, Step.SKIPPED) + get(table, Step.DEAD_LETTERED);
        return get(table, Step.RECEIVED) - left;
    }

    long inFlight() {
        long sum = 0;
        for (ShopTable table : ShopTable.values()) {
            sum += inFlight(table);
        }
        return sum;
    }
}
