package io.venturi.jdbc.tables;

/** Counts some pages. */
final class SampleCount extends CountStrategy {

    /** Fewer pages than this say too little, and cost next to nothing to read all. */
    static final long LEAST_PAGES = 1_000;

    private static final double WHOLE = 100;

    private final double percentage;

    SampleCount(double percentage) {
        if (!(percentage > 0 && percentage <= WHOLE)) {
            throw new IllegalArgumentException(
                    "percentage is " + percentage + ": give one above 0 and at most 100, such as 1");
        }
        this.percentage = percentage;
    }

    @Override
    CountMethod method() {
        return CountMethod.SAMPLE;
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
        double part = Math.max(
                percentage, WHOLE * LEAST_PAGES / Math.max(1, turn.facts().pages()));
        if (part >= WHOLE || !turn.relation().kind().canBeSampled()) {
            return turn.exact();
        }
        RowCount sampled = turn.sample(part);
        // Rows that are in few of many pages: none in the sample does not make none in the table.
        return sampled.rows() == 0 ? turn.exact() : sampled.times(WHOLE / part);
    }

    @Override
    public String toString() {
        return "sample(" + percentage + " %)";
    }
}
