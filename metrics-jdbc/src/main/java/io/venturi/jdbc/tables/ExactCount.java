package io.venturi.jdbc.tables;

import org.jspecify.annotations.Nullable;

/** Counts every row. */
final class ExactCount extends CountStrategy {

    static final ExactCount INSTANCE = new ExactCount();

    private ExactCount() {}

    @Override
    CountMethod method() {
        return CountMethod.EXACT;
    }

    @Override
    boolean usesFacts() {
        return false;
    }

    @Override
    boolean isExact(@Nullable TableFacts facts) {
        return true;
    }

    @Override
    RowCount count(TableTurn turn) throws UncountableException {
        return turn.exact();
    }

    @Override
    public String toString() {
        return "exact";
    }
}
