package io.venturi.jdbc.tables;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table that a run is to count.
 *
 * @param relation the table
 * @param strategy how
 * @param filters what of it to count, too
 */
record CountTarget(Relation relation, CountStrategy strategy, List<RowFilter> filters) {

    private static final double FEW_ROWS = 10_000;

    TableName name() {
        return relation.name();
    }

    /** The query that counts all of its rows. */
    String countAll() {
        return "SELECT count(*) FROM " + relation.from();
    }

    /** Whether it is known to be so small that to ask for it takes longer than to count it. */
    boolean isSmall(@Nullable TableFacts facts) {
        return relation.kind() == RelationKind.TABLE
                && relation.weight() > 0
                && relation.weight() < FEW_ROWS
                && filters.isEmpty()
                && strategy.isExact(facts);
    }
}
