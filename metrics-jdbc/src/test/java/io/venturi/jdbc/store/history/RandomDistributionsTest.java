package io.venturi.jdbc.store.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.venturi.histogram.HistogramSnapshot;
import io.venturi.jdbc.TestDatabase;
import io.venturi.jdbc.store.MetricQuery;
import io.venturi.jdbc.store.rollup.RollupPeriod;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Some weeks of a histogram, rolled up and dropped as it happens to be: each answer has exactly the values of the time that it does
 * not call a gap, and calls nothing a gap that is kept anywhere.
 */
class RandomDistributionsTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static final int SEEDS = 8;
    private static final int QUERIES = 15;
    private static final int DAYS = 24;
    private static final int VALUES = 90;
    private static final Instant START = Instant.parse("2026-03-21T00:00:00Z");
    /** What times are multiples of. */
    private static final Duration SLOT = Duration.ofMinutes(30);

    private static final int SLOTS = DAYS * 48;
    private static final List<Optional<Duration>> STEPS = List.of(
            Optional.empty(),
            Optional.empty(),
            Optional.of(SLOT),
            Optional.of(Duration.ofHours(1)),
            Optional.of(Duration.ofHours(7)),
            Optional.of(Duration.ofDays(1)),
            Optional.of(Duration.ofDays(10)));

    private static final StoredDistributions STORED = new StoredDistributions(database);
    private static final DistributionHistory HISTORY = new DistributionHistory(database.dataSource(), "metrics");

    private final TreeMap<Instant, Long> values = new TreeMap<>();
    private final Map<RollupPeriod, TimeRange> rolledUp = new EnumMap<>(RollupPeriod.class);
    private Instant rawFrom = START;

    @BeforeAll
    static void install() throws SQLException {
        STORED.renew();
    }

    static LongStream seeds() {
        return LongStream.range(0, SEEDS);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void answersHaveAllOfTheTimeThatIsNoGap(long seed) throws SQLException {
        Random random = new Random(seed);
        STORED.clear();
        STORED.series(1, 1, "took_seconds", "histogram", "{}", "seconds");
        STORED.series(2, 1, "other_seconds", "histogram", "{}", "seconds");
        for (int i = 0; i < VALUES; i++) {
            values.putIfAbsent(
                    slot(random.nextInt(SLOTS)).plusSeconds(random.nextInt(1_800)), 1 + random.nextLong(9_000));
        }
        rollUp(random);
        keepRaw(random);
        for (int i = 0; i < QUERIES; i++) {
            check(random);
        }
    }

    private static Instant slot(int index) {
        return START.plus(SLOT.multipliedBy(index));
    }

    private void rollUp(Random random) throws SQLException {
        Instant done = RollupPeriod.HOURLY.start(slot(random.nextInt(SLOTS)));
        STORED.doneUntil(done);
        // What is coarser is kept for longer.
        Instant first = RollupPeriod.WEEKLY.start(START);
        for (RollupPeriod period : List.of(RollupPeriod.WEEKLY, RollupPeriod.DAILY, RollupPeriod.HOURLY)) {
            first = period.next(first.plus(SLOT.multipliedBy(random.nextInt(SLOTS / 4))));
            TimeRange.between(first, period.start(done)).ifPresent(kept -> rolledUp.put(period, kept));
        }
        for (Map.Entry<RollupPeriod, TimeRange> kept : rolledUp.entrySet()) {
            rollUp(kept.getKey(), kept.getValue(), random);
        }
    }

    private void rollUp(RollupPeriod period, TimeRange kept, Random random) throws SQLException {
        STORED.bucket(period, 2, kept.from(), 1); // so it is known that nothing later was deleted
        for (Instant start = kept.from(); start.isBefore(kept.to()); start = start.plus(period.length())) {
            TimeRange bucket = new TimeRange(start, start.plus(period.length()));
            long[] all = valuesOf(bucket);
            boolean finerIsKept = period.finer()
                    .map(finer ->
                            rolledUp.containsKey(finer) && rolledUp.get(finer).contains(bucket))
                    .orElse(false);
            if (finerIsKept && random.nextInt(4) == 0) {
                STORED.due(period.label(), start);
                STORED.bucket(period, 1, start, 1, 2, 3); // as it was
            } else if (all.length > 0) {
                STORED.bucket(period, 1, start, all);
            }
        }
    }

    private long[] valuesOf(TimeRange range) {
        return values.subMap(range.from(), range.to()).values().stream()
                .mapToLong(Long::longValue)
                .toArray();
    }

    private void keepRaw(Random random) throws SQLException {
        rawFrom = START.plus(Duration.ofDays(random.nextInt(DAYS)));
        STORED.partition(rawFrom, slot(SLOTS));
        for (Map.Entry<Instant, Long> one : values.tailMap(rawFrom).entrySet()) {
            STORED.raw(1, one.getKey(), one.getValue());
        }
    }

    private void check(Random random) throws SQLException {
        int from = random.nextInt(SLOTS) - 10;
        int to = from + 1 + random.nextInt(SLOTS);
        MetricQuery.Builder query = MetricQuery.builder("took_seconds", slot(from), slot(to));
        Optional<Duration> step = STEPS.get(random.nextInt(STEPS.size()));
        step.ifPresent(query::step);

        List<Distribution> steps = HISTORY.merged(query.build()).steps();

        Instant next = slot(from);
        for (Distribution one : steps) {
            assertThat(one.range().from()).isEqualTo(next);
            check(one);
            next = one.range().to();
        }
        assertThat(next).isEqualTo(slot(to));
    }

    private void check(Distribution answer) {
        List<TimeRange> gaps = new ArrayList<>();
        List<Long> known = new ArrayList<>();
        for (Instant slot = answer.range().from(); slot.isBefore(answer.range().to()); slot = slot.plus(SLOT)) {
            TimeRange one = new TimeRange(slot, slot.plus(SLOT));
            if (isKept(one, answer.range())) {
                known.addAll(values.subMap(one.from(), one.to()).values());
            } else {
                TimeRange.append(gaps, one);
            }
        }
        long[] expected = known.stream().mapToLong(Long::longValue).toArray();
        assertThat(answer.gaps()).as("gaps of %s", answer.range()).isEqualTo(gaps);
        assertThat(answer.count()).as("values of %s", answer.range()).isEqualTo(expected.length);
        assertThat(answer.sum()).isCloseTo(StoredDistributions.sum(expected), within(1e-9));
        if (expected.length > 0) {
            HistogramSnapshot exact = StoredDistributions.snapshot(expected);
            for (double q : new double[] {0, 0.1, 0.5, 0.9}) {
                assertThat(answer.quantile(q)).isCloseTo(exact.quantile(q) * 1e-9, within(exact.quantile(q) * 1e-11));
            }
        }
    }

    private boolean isKept(TimeRange slot, TimeRange step) {
        if (!slot.from().isBefore(rawFrom) && !slot.to().isAfter(slot(SLOTS))) {
            return true;
        }
        return rolledUp.entrySet().stream().anyMatch(kept -> {
            Instant start = kept.getKey().start(slot.from());
            TimeRange bucket = new TimeRange(start, start.plus(kept.getKey().length()));
            return kept.getValue().contains(bucket) && step.contains(bucket);
        });
    }
}
