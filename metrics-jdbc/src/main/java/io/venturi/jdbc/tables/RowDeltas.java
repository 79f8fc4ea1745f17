package io.venturi.jdbc.tables;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Tables whose rows changed by more than a ratio since they were last counted. A count is compared with a count only, not
 * with an estimate.
 */
final class RowDeltas {

    private final double ratio;
    private final Map<TableName, TableCount> last = new HashMap<>();

    /** With a ratio of infinity no change is too large. */
    RowDeltas(double ratio) {
        this.ratio = ratio;
    }

    /** Takes the figures of a run, and says whose change is beyond the ratio: {@code public.orders: 10 → 1000}. */
    synchronized List<String> compare(List<TableCount> counts, Set<TableName> present) {
        List<String> beyond = new ArrayList<>();
        for (TableCount count : counts) {
            if (count.rows() != null) {
                TableCount before = last.put(count.table(), count);
                if (before != null && isBeyond(before, count)) {
                    beyond.add(count.table() + ": " + before.rows() + " → " + count.rows());
                }
            }
        }
        last.keySet().retainAll(present);
        return beyond;
    }

    private boolean isBeyond(TableCount before, TableCount now) {
        if (before.rows() == null
                || now.rows() == null
                || before.method().isEstimate() != now.method().isEstimate()) {
            return false;
        }
        return Math.abs((double) now.rows() - before.rows()) > ratio * Math.max(1, before.rows());
    }
}
