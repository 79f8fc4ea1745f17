package io.venturi.jdbc.tables;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Finds the tables and counts them: the part of a run that needs the database only. */
final class Measuring {

    private final DataSource source;
    private final TableSelection selection;
    private final CountRules rules;
    private final RunLimits limits;
    private final RunBounds bounds;
    private final Consumer<CountFailure> filterFailures;

    Measuring(
            DataSource source,
            TableSelection selection,
            CountRules rules,
            RunLimits limits,
            RunBounds bounds,
            Consumer<CountFailure> filterFailures) {
        this.source = source;
        this.selection = selection;
        this.rules = rules;
        this.limits = limits;
        this.bounds = bounds;
        this.filterFailures = filterFailures;
    }

    /**
     * Measures.
     *
     * @throws UncountableException if not even the tables could be found
     */
    Measurement run(RunRequest request) throws UncountableException {
        TransactionSettings settings = limits.transactions();
        if (!limits.consistent()) {
            return run(request, settings);
        }
        try (SharedSnapshot snapshot = SharedSnapshot.take(source, bounds, silence())) {
            return run(request, settings.in(snapshot));
        }
    }

    private Duration silence() {
        return limits.statementTimeout().plus(CountSession.NETWORK_GRACE);
    }

    private Measurement run(RunRequest request, TransactionSettings settings) throws UncountableException {
        try (CountSession session = new CountSession(source, bounds, settings)) {
            Set<String> named =
                    selection.named().stream().map(TableName::qualified).collect(Collectors.toSet());
            Discovered discovered = new Discovery(named).run(session);
            RunPlan plan = RunPlan.of(discovered, selection, rules, request);
            TableCounting counting = new TableCounting(bounds, limits.conflictPause(), filterFailures);
            Map<Long, TableFacts> facts = facts(plan, discovered.server(), session, counting);
            List<TableCount> counts = new ArrayList<>(counting.count(
                    plan.targets(),
                    session,
                    limits.parallelism() - 1,
                    () -> new CountSession(source, bounds, settings)));
            plan.uncountable()
                    .forEach((table, reason) -> counts.add(
                            TableCounting.failed(table, CountMethod.EXACT, discovered.at(), Duration.ZERO, reason)));
            counts.sort(Comparator.comparing(TableCount::table));
            return new Measurement(
                    discovered.at(), plan.tables(), counts, vacuumed(plan, facts), plan.present(), plan.refused());
        }
    }

    /** Without facts, exact counts are as good as ever: only those that need them fail. */
    private Map<Long, TableFacts> facts(
            RunPlan plan, ServerState server, CountSession session, TableCounting counting) {
        List<Long> relations = plan.withFacts(rules);
        if (relations.isEmpty()) {
            return Map.of();
        }
        try {
            Map<Long, TableFacts> facts = new FactsQuery(server, rules.sizes()).run(session, relations);
            counting.facts(facts);
            return facts;
        } catch (UncountableException e) {
            counting.noFacts(e);
            return Map.of();
        }
    }

    private static Map<TableName, Instant> vacuumed(RunPlan plan, Map<Long, TableFacts> facts) {
        Map<TableName, Instant> vacuumed = new HashMap<>();
        for (CountTarget target : plan.targets()) {
            Instant at = vacuumedAt(facts.get(target.relation().oid()));
            if (at != null) {
                vacuumed.put(target.name(), at);
            }
        }
        return vacuumed;
    }

    private static @Nullable Instant vacuumedAt(@Nullable TableFacts facts) {
        return facts == null ? null : facts.vacuumedAt();
    }
}
