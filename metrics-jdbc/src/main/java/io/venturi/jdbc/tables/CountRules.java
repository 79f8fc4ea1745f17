package io.venturi.jdbc.tables;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How the host wants tables to be counted.
 *
 * @param strategies strategies by pattern; the first that matches holds
 * @param byDefault the strategy of all others
 * @param filters what to count beside all rows
 * @param sizes whether to tell sizes
 * @param vacuumAge whether to tell when a table was vacuumed
 */
record CountRules(
        List<StrategyRule> strategies,
        CountStrategy byDefault,
        List<RowFilter> filters,
        boolean sizes,
        boolean vacuumAge) {

    /** A strategy for some tables. */
    record StrategyRule(TablePattern tables, CountStrategy strategy) {}

    CountTarget target(Relation relation) {
        return new CountTarget(relation, strategy(relation.name()), filters(relation.name()));
    }

    boolean needsFacts(CountTarget target) {
        return sizes || vacuumAge || target.strategy().usesFacts();
    }

    /** The filters of a table; of several of one name the first. */
    List<RowFilter> filters(TableName name) {
        Map<String, RowFilter> byName = new LinkedHashMap<>();
        for (RowFilter filter : filters) {
            if (filter.tables().matches(name)) {
                byName.putIfAbsent(filter.name(), filter);
            }
        }
        return List.copyOf(byName.values());
    }

    private CountStrategy strategy(TableName name) {
        return strategies.stream()
                .filter(rule -> rule.tables().matches(name))
                .findFirst()
                .map(StrategyRule::strategy)
                .orElse(byDefault);
    }
}
