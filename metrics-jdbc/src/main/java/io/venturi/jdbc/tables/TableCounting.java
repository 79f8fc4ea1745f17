package io.venturi.jdbc.tables;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the tables of a run, each on its own, but for small ones, which go together while all goes well: what happens to one
 * does not concern the others.
 */
final class TableCounting {

    private static final Logger LOG = LoggerFactory.getLogger(TableCounting.class);
    private static final int CONFLICT_RETRIES = 3;
    /** How many small tables are counted in one statement, which locks all of them for as long as it takes. */
    private static final int TOGETHER = 16;

    private final RunBounds bounds;
    private final Duration conflictPause;
    private final LockedRelations locks;
    private final Consumer<CountFailure> filterFailures;
    private final Map<Long, TableFacts> facts = new ConcurrentHashMap<>();
    private final NavigableMap<TableName, TableCount> counts = new ConcurrentSkipListMap<>();
    private volatile @Nullable UncountableException factsFailure;

    TableCounting(RunBounds bounds, Duration conflictPause, Consumer<CountFailure> filterFailures) {
        this.bounds = bounds;
        this.conflictPause = conflictPause;
        this.locks = new LockedRelations(bounds);
        this.filterFailures = filterFailures;
    }

    /** Gives the facts that some strategies go by. */
    void facts(Map<Long, TableFacts> known) {
        facts.putAll(known);
    }

    /** Says why there are no facts: strategies that go by them fail for this reason. */
    void noFacts(UncountableException failure) {
        factsFailure = failure;
    }

    /**
     * Counts.
     *
     * @param session the caller's, on whose thread tables are counted
     * @param others how many connections more to count on
     * @param sessions where those come from
     */
    List<TableCount> count(
            List<CountTarget> targets, CountSession session, int others, Supplier<CountSession> sessions) {
        Queue<CountTarget> queue = new ConcurrentLinkedQueue<>(targets);
        List<Thread> workers = new ArrayList<>();
        for (int i = 0; i < Math.min(others, targets.size() - 1); i++) {
            workers.add(startWorker(i + 1, queue, sessions));
        }
        countAll(queue, session, false);
        workers.forEach(this::await);
        countAll(queue, session, false); // what a worker gave back after we had finished
        retryConflicts(targets, session);
        return List.copyOf(counts.values());
    }

    private Thread startWorker(int number, Queue<CountTarget> queue, Supplier<CountSession> sessions) {
        Thread worker = new Thread(
                () -> {
                    try (CountSession own = sessions.get()) {
                        countAll(queue, own, true);
                    }
                },
                "table-count-worker-" + number);
        worker.setDaemon(true);
        worker.start();
        return worker;
    }

    private void await(Thread worker) {
        boolean interrupted = false;
        while (worker.isAlive()) {
            try {
                worker.join();
            } catch (InterruptedException e) {
                interrupted = true;
                bounds.stop();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** A helper without a connection gives its tables back, and leaves the rest to those that have one. */
    private void countAll(Queue<CountTarget> queue, CountSession session, boolean helps) {
        for (List<CountTarget> some = take(queue); !some.isEmpty(); some = take(queue)) {
            List<TableCount> counted = count(some, session);
            if (helps && session.isLost()) {
                queue.addAll(some);
                return;
            }
            counted.forEach(count -> counts.put(count.table(), count));
        }
    }

    /** The next table, or some small ones. Where another thread takes one in between, the last need not be small. */
    private List<CountTarget> take(Queue<CountTarget> queue) {
        List<CountTarget> some = new ArrayList<>();
        CountTarget next = queue.poll();
        while (next != null) {
            some.add(next);
            CountTarget following = queue.peek();
            boolean goesOn = following != null && some.size() < TOGETHER && isSmall(next) && isSmall(following);
            next = goesOn ? queue.poll() : null;
        }
        return some;
    }

    private boolean isSmall(CountTarget target) {
        return target.isSmall(facts.get(target.relation().oid()));
    }

    private List<TableCount> count(List<CountTarget> some, CountSession session) {
        List<CountTarget> small = some.stream().filter(this::isSmall).toList();
        Map<CountTarget, TableCount> together = small.size() > 1 ? countTogether(small, session) : Map.of();
        List<TableCount> all = new ArrayList<>(some.size());
        for (CountTarget target : some) {
            TableCount known = together.get(target);
            all.add(known == null ? count(target, session) : known);
        }
        return all;
    }

    /** Small tables in one statement; none where any of them fails, so that each is asked for itself why. */
    private Map<CountTarget, TableCount> countTogether(List<CountTarget> small, CountSession session) {
        long begin = bounds.nanos();
        Map<CountTarget, TableCount> counted = new HashMap<>();
        try {
            for (CountTarget target : small) {
                if (locks.contains(target.relation(), session)) {
                    return Map.of();
                }
            }
            List<RowCount> rows = session.numbers(
                    CountMethod.EXACT, small.stream().map(CountTarget::countAll).toList());
            Duration each = bounds.since(begin).dividedBy(small.size());
            for (int i = 0; i < small.size(); i++) {
                counted.put(small.get(i), counted(small.get(i), rows.get(i), each, Map.of()));
            }
            return counted;
        } catch (UncountableException | RuntimeException e) {
            LOG.debug("{} tables could not be counted together", small.size(), e);
            return Map.of();
        }
    }

    /** Replay on a standby cancels whom it must; a moment later it has gone on. */
    private void retryConflicts(List<CountTarget> targets, CountSession session) {
        Duration pause = conflictPause;
        for (int retry = 0; retry < CONFLICT_RETRIES; retry++) {
            List<CountTarget> again = targets.stream().filter(this::hadConflict).toList();
            if (again.isEmpty() || !bounds.pause(pause)) {
                return;
            }
            countAll(new ConcurrentLinkedQueue<>(again), session, false);
            pause = pause.multipliedBy(2);
        }
    }

    private boolean hadConflict(CountTarget target) {
        TableCount count = counts.get(target.name());
        return count != null && count.failure() == CountFailure.CONFLICT;
    }

    private TableCount count(CountTarget target, CountSession session) {
        long begin = bounds.nanos();
        try {
            TableTurn turn = new TableTurn(target, facts.get(target.relation().oid()), session, locks);
            requireFacts(target);
            RowCount rows = target.strategy().count(turn);
            Map<String, Long> filtered = turn.filtered(filterFailures);
            return counted(target, rows, bounds.since(begin), filtered);
        } catch (UncountableException e) {
            LOG.info("{} was not counted: {}: {}", target.name(), e.reason().label(), e.getMessage());
            LOG.debug("{} was not counted", target.name(), e);
            return failed(target.name(), target.strategy().method(), bounds.now(), bounds.since(begin), e.reason());
        } catch (RuntimeException e) {
            LOG.warn("{} was not counted", target.name(), e);
            return failed(
                    target.name(), target.strategy().method(), bounds.now(), bounds.since(begin), CountFailure.ERROR);
        }
    }

    private void requireFacts(CountTarget target) throws UncountableException {
        UncountableException failure = factsFailure;
        if (failure != null && target.strategy().usesFacts()) {
            throw new UncountableException(failure.reason(), String.valueOf(failure.getMessage()));
        }
    }

    private TableCount counted(CountTarget target, RowCount rows, Duration took, Map<String, Long> filtered) {
        TableFacts known = facts.get(target.relation().oid());
        return new TableCount(
                target.name(),
                rows.method(),
                rows.rows(),
                rows.at(),
                took,
                known == null ? null : known.sizes(),
                filtered,
                null);
    }

    static TableCount failed(TableName table, CountMethod method, Instant at, Duration took, CountFailure reason) {
        return new TableCount(table, method, null, at, took, null, Map.of(), reason);
    }
}
