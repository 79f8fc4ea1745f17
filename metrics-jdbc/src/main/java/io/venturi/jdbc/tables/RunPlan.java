package io.venturi.jdbc.tables;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What a run is to do.
 *
 * @param targets tables to count, small ones first, so that a deadline costs few
 * @param uncountable tables that the host asked for by name, and why they cannot be counted
 * @param refused how many tables are beyond the limit
 * @param present tables that are there, whether this run counts them or its request leaves them out
 */
record RunPlan(
        List<CountTarget> targets, Map<TableName, CountFailure> uncountable, int refused, Set<TableName> present) {

    /** Plans a run. */
    static RunPlan of(Discovered discovered, TableSelection selection, CountRules rules, RunRequest request) {
        List<Relation> selected =
                discovered.relations().stream().filter(selection::takes).toList();
        List<Relation> kept = selected.stream()
                .filter(Relation::readable)
                .sorted(Comparator.comparingDouble(Relation::weight).reversed().thenComparing(Relation::name))
                .limit(selection.maxTables())
                .toList();
        Predicate<TableName> wanted = name -> !isLeftOut(name, request);
        return new RunPlan(
                kept.stream()
                        .filter(relation -> wanted.test(relation.name()))
                        .sorted(Comparator.comparingDouble(Relation::weight).thenComparing(Relation::name))
                        .map(rules::target)
                        .toList(),
                uncountable(selected, selection, wanted),
                (int) selected.stream().filter(Relation::readable).count() - kept.size(),
                kept.stream().map(Relation::name).collect(Collectors.toUnmodifiableSet()));
    }

    /** How many tables the run is to give a figure for. */
    int tables() {
        return targets.size() + uncountable.size();
    }

    /** The numbers of the tables whose facts are needed. */
    List<Long> withFacts(CountRules rules) {
        List<Long> oids = new ArrayList<>();
        for (CountTarget target : targets) {
            if (rules.needsFacts(target)) {
                oids.add(target.relation().oid());
            }
        }
        return oids;
    }

    /** What was asked for by name must be there: its absence is a failure. What was not asked for is just not ours. */
    private static Map<TableName, CountFailure> uncountable(
            List<Relation> selected, TableSelection selection, Predicate<TableName> wanted) {
        Map<TableName, CountFailure> failures = new TreeMap<>();
        Set<String> found = new HashSet<>();
        for (Relation relation : selected) {
            found.add(relation.name().qualified());
            if (!relation.readable() && selection.isNamed(relation.name())) {
                failures.put(relation.name(), CountFailure.PERMISSION);
            }
        }
        for (TableName name : selection.named()) {
            if (!found.contains(name.qualified())) {
                failures.put(name, CountFailure.MISSING);
            }
        }
        failures.keySet().removeIf(wanted.negate());
        return failures;
    }

    private static boolean isLeftOut(TableName name, RunRequest request) {
        return request.skipSchemas().contains(name.schema())
                || request.exclude().contains(name.qualified());
    }
}
