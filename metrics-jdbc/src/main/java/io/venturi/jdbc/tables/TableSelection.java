package io.venturi.jdbc.tables;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which tables the host wants to be counted.
 *
 * @param include only these; empty: all user tables
 * @param skipSchemas not those in these schemas
 * @param exclude not these
 * @param maxTables how many at most: the largest
 */
record TableSelection(List<TablePattern> include, Set<String> skipSchemas, List<TablePattern> exclude, int maxTables) {

    /** Tables that the host asked for by name. */
    Set<TableName> named() {
        Set<TableName> named = new TreeSet<>();
        include.stream().filter(TablePattern::isName).map(TablePattern::name).forEach(named::add);
        named.removeIf(this::isExcluded);
        return named;
    }

    boolean takes(Relation relation) {
        TableName name = relation.name();
        return (relation.kind().isUserTable() || isNamed(name)) && isIncluded(name) && !isExcluded(name);
    }

    boolean isNamed(TableName name) {
        return include.stream().anyMatch(pattern -> pattern.isName() && pattern.matches(name));
    }

    private boolean isIncluded(TableName name) {
        return include.isEmpty() || include.stream().anyMatch(pattern -> pattern.matches(name));
    }

    private boolean isExcluded(TableName name) {
        return skipSchemas.contains(name.schema()) || exclude.stream().anyMatch(pattern -> pattern.matches(name));
    }
}
