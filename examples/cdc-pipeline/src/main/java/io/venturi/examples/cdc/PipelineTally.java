package io.venturi.examples.cdc;

import io.venturi.Operation;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

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

    private final Map<Step, TableCounts<Operation>> steps = new EnumMap<>(Step.class);

    PipelineTally() {
        for (Step step : Step.values()) {
            steps.put(step, new TableCounts<>(Operation.class));
        }
    }

    void count(ChangeEvent change, Step step) {
        counts(step).increment(change.table(), change.operation());
    }

    long get(ShopTable table, Step step) {
        return counts(step).sum(table);
    }

    long get(ShopTable table, Step step, Operation operation) {
        return counts(step).get(table, operation);
    }

    private TableCounts<Operation> counts(Step step) {
        return Objects.requireNonNull(steps.get(step));
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
