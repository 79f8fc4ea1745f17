package io.venturi.jdbc.tables;

import org.jspecify.annotations.Nullable;

/** How the rows of a table are counted. Immutable. */
public abstract sealed class CountStrategy permits ExactCount, EstimateCount, HybridCount, SampleCount, QueryCount {

    private static final long DEFAULT_EXACT_BELOW = 10_000_000;

    CountStrategy() {}

    /** {@code SELECT count(*)}, in a short read-only transaction of its own. */
    public static CountStrategy exact() {
        return ExactCount.INSTANCE;
    }

    /**
     * The planner's figure, scaled by the table's present size, or on a primary the count of live rows that the server
     * keeps, where an analyze has confirmed it. A table that was never analysed has no figure.
     */
    public static CountStrategy estimate() {
        return EstimateCount.INSTANCE;
    }

    /** An estimate, and an exact count where that is below 10 million rows or cannot be had. */
    public static CountStrategy hybrid() {
        return hybrid(DEFAULT_EXACT_BELOW);
    }

    /**
     * An estimate, and an exact count where that is below {@code exactBelow} rows or cannot be had.
     *
     * @throws IllegalArgumentException if {@code exactBelow} is not positive
     */
    public static CountStrategy hybrid(long exactBelow) {
        return new HybridCount(exactBelow);
    }

    /**
     * Counts a random part of the table's pages ({@code TABLESAMPLE SYSTEM}) and scales that up. A thousand pages are read
     * at least: a table that has no more, or whose sample is empty, is counted exactly.
     *
     * @param percentage how much of the table to read, above 0 and at most 100
     * @throws IllegalArgumentException if the percentage is not in that range
     */
    public static CountStrategy sample(double percentage) {
        return new SampleCount(percentage);
    }

    /**
     * A count that the database keeps already, in a table that triggers maintain or a materialized view: SQL that returns
     * one row with one whole number. It has no parameters, or two, which get the table's schema and its name:
     *
     * <pre>{@code
     * CountStrategy.query("SELECT n FROM row_counts WHERE schema_name = ? AND table_name = ?")
     * }</pre>
     *
     * <p>It runs read-only, under the timeouts of a count, and is part of the host's code: never take it from a request.
     *
     * @throws IllegalArgumentException if it is blank
     */
    public static CountStrategy query(String sql) {
        return new QueryCount(sql);
    }

    /** What the figure will be where counting fails before it is known. */
    abstract CountMethod method();

    /** Whether it asks for the table's facts, which are read for all tables at once. */
    abstract boolean usesFacts();

    /** Whether a table of which this is known is counted exactly: then it may be counted together with others. */
    boolean isExact(@Nullable TableFacts facts) {
        return false;
    }

    /** Counts the table whose turn it is. */
    abstract RowCount count(TableTurn turn) throws UncountableException;

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CountStrategy && other.toString().equals(toString());
    }

    @Override
    public int hashCode() {
        return toString().hashCode();
    }

    @Override
    public abstract String toString();
}
