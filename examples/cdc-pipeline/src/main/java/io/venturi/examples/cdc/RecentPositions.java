package io.venturi.examples.cdc;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;

/**
 * Knows a redelivered change: a source that starts again begins where the acknowledged offsets end, and sends what was
 * under way once more.
 */
final class RecentPositions {
    private final int limit;
    private final Set<Long> known = new HashSet<>();
    private final Queue<Long> inOrder = new ArrayDeque<>();

    RecentPositions(int limit) {
        this.limit = limit;
    }

    /** Whether this position is new. */
    boolean add(long position) {
        if (!known.add(position)) {
            return false;
        }
        inOrder.add(position);
        if (inOrder.size() > limit) {
            known.remove(inOrder.remove());
        }
        return true;
    }
}
