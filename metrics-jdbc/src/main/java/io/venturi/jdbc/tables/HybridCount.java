package io.venturi.jdbc.tables;

import org.jspecify.annotations.Nullable;

/** Counts small tables and estimates large ones. What was never analysed is counted: that it is large, nobody said. */
final class HybridCount extends CountStrategy {

    private final long exactBelow;

    HybridCount(long exactBelow) {
        if (exactBelow < 1) {
            throw new IllegalArgumentException("exactBelow is " + exactBelow
                    + ": give a positive number of rows, or use CountStrategy.estimate() to count nothing exactly");
        }
        this.exactBelow = exactBelow;
    }

    @Override
    CountMethod method() {
        return CountMethod.EXACT;
    }

    @Override
    boolean usesFacts() {
        return true;
    }

    @Override
    boolean isExact(@Nullable TableFacts facts) {
        if (facts == null || facts.locked()) {
            return false;
        }
        Long rows = facts.estimate();
        return rows == null || rows < exactBelow;
    }

    @Override
    RowCount count(TableTurn turn) throws UncountableException {
        if (turn.hasNoParts()) {
            return turn.exact();
        }
        TableFacts facts = turn.facts();
        Long rows = facts.estimate();
        return rows == null || rows < exactBelow ? turn.exact() : new RowCount(CountMethod.ESTIMATE, rows, facts.at());
    }

    @Override
    public String toString() {
        return "hybrid(" + exactBelow + ')';
    }
}
