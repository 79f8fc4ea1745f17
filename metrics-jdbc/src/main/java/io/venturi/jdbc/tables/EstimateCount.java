package io.venturi.jdbc.tables;

/** Takes the planner's word. */
final class EstimateCount extends CountStrategy {

    static final EstimateCount INSTANCE = new EstimateCount();

    private EstimateCount() {}

    @Override
    CountMethod method() {
        return CountMethod.ESTIMATE;
    }

    @Override
    boolean usesFacts() {
        return true;
    }

    @Override
    RowCount count(TableTurn turn) throws UncountableException {
        if (turn.hasNoParts()) {
            return turn.exact();
        }
        TableFacts facts = turn.facts();
        Long rows = facts.estimate();
        if (rows == null) {
            throw new UncountableException(CountFailure.NOT_ANALYZED, "the planner has no figure: ANALYZE the table");
        }
        return new RowCount(CountMethod.ESTIMATE, rows, facts.at());
    }

    @Override
    public String toString() {
        return "estimate";
    }
}
