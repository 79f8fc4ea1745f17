package io.venturi.jdbc.tables;

import io.venturi.instrument.Once;
import io.venturi.jdbc.tables.CountRules.StrategyRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** What can be chosen of the tables to count, and of how they are counted. Not thread-safe. */
final class CountingOptions {

    private static final int DEFAULT_MAX_TABLES = 1_000;

    private final Once<List<TablePattern>> include = new Once<>("include", List.of());
    private final Once<Set<String>> skipSchemas = new Once<>("skipSchemas", Set.of());
    private final Once<List<TablePattern>> exclude = new Once<>("exclude", List.of());
    private final Once<Integer> maxTables = new Once<>("maxTables", DEFAULT_MAX_TABLES);
    private final Once<CountStrategy> strategy = new Once<>("strategy", CountStrategy.exact());
    private final List<StrategyRule> strategies = new ArrayList<>();
    private final List<RowFilter> filters = new ArrayList<>();
    private final Once<Boolean> sizes = new Once<>("sizes", false);
    private final Once<Boolean> vacuumAge = new Once<>("vacuumAge", false);

    void include(String... tables) {
        include.set(OptionChecks.patterns("include", tables));
    }

    void skipSchemas(String... schemas) {
        skipSchemas.set(OptionChecks.names("skipSchemas", schemas));
    }

    void exclude(String... tables) {
        exclude.set(OptionChecks.patterns("exclude", tables));
    }

    void maxTables(int tables) {
        maxTables.set(OptionChecks.atLeastOne("maxTables", tables));
    }

    void strategy(CountStrategy value) {
        strategy.set(value);
    }

    void strategy(String tables, CountStrategy value) {
        TablePattern pattern = TablePattern.of("strategy", tables);
        for (StrategyRule rule : strategies) {
            if (rule.tables().text().equals(tables)) {
                throw new IllegalStateException("strategy of " + tables + " is set already, to " + rule.strategy()
                        + "; remove the call that sets it to " + value);
            }
        }
        strategies.add(new StrategyRule(pattern, Objects.requireNonNull(value, "strategy of " + tables)));
    }

    void filter(String name, String tables, String predicate) {
        OptionChecks.label("filter", name);
        for (RowFilter filter : filters) {
            if (filter.name().equals(name) && filter.tables().text().equals(tables)) {
                throw new IllegalStateException("filter '" + name + "' of " + tables + " is set already, to "
                        + filter.predicate() + "; remove the call that sets it to " + predicate);
            }
        }
        OptionChecks.notBlank("predicate of filter '" + name + "'", predicate);
        filters.add(new RowFilter(name, TablePattern.of("filter", tables), predicate));
    }

    void sizes(boolean value) {
        sizes.set(value);
    }

    void vacuumAge(boolean value) {
        vacuumAge.set(value);
    }

    TableSelection selection() {
        return new TableSelection(include.get(), skipSchemas.get(), exclude.get(), maxTables.get());
    }

    CountRules rules() {
        return new CountRules(
                List.copyOf(strategies), strategy.get(), List.copyOf(filters), sizes.get(), vacuumAge.get());
    }
}
