package io.venturi.jdbc.tables;

import java.util.List;

/**
 * A table that a run is to count.
 *
 * @param relation the table
 * @param strategy how
 * @param filters what of it to count, too
 */
record CountTarget(Relation relation, CountStrategy strategy, List<RowFilter> filters) {

    TableName name() {
        return relation.name();
    }
}
