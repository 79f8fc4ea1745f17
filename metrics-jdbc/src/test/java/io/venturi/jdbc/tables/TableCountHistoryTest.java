package io.venturi.jdbc.tables;

import static io.venturi.jdbc.tables.Counts.exact;
import static io.venturi.jdbc.tables.Counts.failed;
import static io.venturi.jdbc.tables.Counts.sized;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.venturi.jdbc.MetricsSchema;
import io.venturi.jdbc.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TableCountHistoryTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    private static final LocalDate DAY = LocalDate.parse("2026-03-01");
    private static final TableName ORDERS = new TableName("public", "orders");

    /** When runs begin, one after the other. */
    private final Deque<Instant> times = new ArrayDeque<>();

    private final Replica replica = new Replica(
            database.dataSource(),
            "one",
            JournalOptions.DEFAULT.withFormat(SnapshotFormat.ROWS_AND_BYTES),
            connection -> times.remove());
    private final TableCountHistory history = TableCountHistory.builder(database.dataSource(), Replica.SCHEMA)
            .format(SnapshotFormat.ROWS_AND_BYTES)
            .build();

    @BeforeAll
    static void install() throws SQLException {
        MetricsSchema.install(database.dataSource(), Replica.SCHEMA);
    }

    @BeforeEach
    void clear() throws SQLException {
        Replica.clear(database);
    }

    private long run(Instant at, TableCount... counts) throws SQLException {
        times.add(at);
        return replica.run(counts);
    }

    private static TableCount orders(Instant at, CountMethod method, long rows) {
        return new TableCount(ORDERS, method, rows, at, Duration.ZERO, null, Map.of(), null);
    }

    private static Instant minute(long minutes) {
        return START.plus(Duration.ofMinutes(minutes));
    }

    @Test
    void anEmptyHistoryIsEmpty() throws SQLException {
        assertThat(history.latest()).isEmpty();
        assertThat(history.daily(DAY)).isEmpty();
        assertThat(history.runs(Instant.MIN, Instant.MAX, 10)).isEmpty();
        assertThat(history.trend(ORDERS, Instant.MIN, Instant.MAX, 10)).isEmpty();
        assertThat(history.velocity(ORDERS, Instant.MIN, Instant.MAX, 10)).isEmpty();
        assertThat(history.rebuildDaily(DAY)).isEmpty();
    }

    @Test
    void latestIsWhatTheLastSuccessFound() throws SQLException {
        run(minute(0), exact("public.orders", 1));
        long second = run(minute(1), exact("public.orders", 2), failed("public.items", CountFailure.TIMEOUT));
        times.add(minute(2));
        replica.journal.fail(replica.begin(), List.of(exact("public.orders", 3)), "no");

        assertThat(history.latest()).get().satisfies(run -> {
            assertThat(run.runId()).isEqualTo(second);
            assertThat(run.counts())
                    .containsExactly(failed("public.items", CountFailure.TIMEOUT), exact("public.orders", 2));
        });
    }

    @Test
    void dailyIsTheDaysLastSuccess() throws SQLException {
        run(minute(0), exact("public.orders", 1));
        long last = run(minute(10), sized("public.orders", 2, 300), exact("lake.items", 5));
        run(minute(24 * 60), exact("public.orders", 3));

        assertThat(history.daily(DAY))
                .hasValue(new DailyTableCounts(
                        DAY,
                        last,
                        minute(10),
                        new TreeMap<>(Map.of(
                                ORDERS,
                                new TableFigure(2, 300L),
                                new TableName("lake", "items"),
                                new TableFigure(5, null)))));
        assertThat(history.daily(DAY.plusDays(1)).orElseThrow().tables().get(ORDERS))
                .isEqualTo(new TableFigure(3, null));
    }

    @Test
    void runsAreTheNewestOfATimeAllOutcomesIncluded() throws SQLException {
        long first = run(minute(0));
        times.add(minute(1));
        long second = replica.begin();
        replica.journal.fail(second, List.of(), "no");
        long third = run(minute(2));

        assertThat(history.runs(minute(0), minute(2), 10))
                .extracting(TableCountRun::runId)
                .containsExactly(second, first);
        assertThat(history.runs(Instant.MIN, Instant.MAX, 2))
                .extracting(TableCountRun::runId)
                .containsExactly(third, second);
        assertThat(history.runs(minute(1), minute(2), 10))
                .containsExactly(new TableCountRun(second, minute(1), DAY, RunStatus.FAILED, "no", List.of()));
    }

    @Test
    void aTrendIsOfRunsThatSucceededOldestFirst() throws SQLException {
        long first = run(minute(0), orders(minute(0), CountMethod.EXACT, 10));
        times.add(minute(1));
        replica.journal.fail(replica.begin(), List.of(orders(minute(1), CountMethod.EXACT, 99)), "no");
        run(minute(2), failed("public.orders", CountFailure.LOCKED), exact("public.items", 5));
        long fourth = run(minute(3), orders(minute(3), CountMethod.ESTIMATE, 8));

        assertThat(history.trend(ORDERS, minute(0), minute(4), 10))
                .containsExactly(
                        new TrendPoint(first, minute(0), 10, CountMethod.EXACT),
                        new TrendPoint(fourth, minute(3), 8, CountMethod.ESTIMATE));
        assertThat(history.trend(ORDERS, minute(0), minute(3), 10)).hasSize(1);
        assertThat(history.trend(ORDERS, Instant.MIN, Instant.MAX, 1))
                .as("the newest")
                .extracting(TrendPoint::runId)
                .containsExactly(fourth);
    }

    @Test
    void velocityIsRowsByTheMinuteBetweenCounts() throws SQLException {
        run(minute(0), orders(minute(0), CountMethod.EXACT, 100));
        run(minute(15), orders(minute(15), CountMethod.EXACT, 1_600));
        run(minute(16), orders(minute(15), CountMethod.EXACT, 1_600)); // no time passed between the counts
        run(minute(17), orders(minute(17), CountMethod.ESTIMATE, 600));

        assertThat(history.velocity(ORDERS, Instant.MIN, Instant.MAX, 10))
                .containsExactly(
                        new TableVelocity(minute(0), minute(15), 1_500, 100, false),
                        new TableVelocity(minute(15), minute(17), -1_000, -500, true));
    }

    @Test
    void backfillFillsADayWithoutBecomingTheLatest() throws SQLException {
        long today = run(START, exact("public.orders", 10));
        LocalDate before = DAY.minusDays(3);

        long filled = history.backfill(before, Map.of(ORDERS, 4L, new TableName("lake", "a.b"), 0L));

        assertThat(history.daily(before).orElseThrow())
                .returns(filled, DailyTableCounts::runId)
                .returns(Instant.parse("2026-02-26T23:59:59.999999Z"), DailyTableCounts::collectedAt)
                .satisfies(day -> assertThat(day.tables())
                        .containsOnlyKeys(new TableName("lake", "a.b"), ORDERS)
                        .containsEntry(ORDERS, new TableFigure(4, null)));
        assertThat(history.latest().orElseThrow().runId()).isEqualTo(today);
        assertThat(history.trend(ORDERS, Instant.MIN, Instant.MAX, 10))
                .extracting(TrendPoint::rows)
                .containsExactly(4L, 10L);
        assertThat(history.runs(Instant.MIN, START, 1).get(0).errorMessage()).isEqualTo("backfilled");
    }

    @Test
    void backfillTakesTheDayFromARun() throws SQLException {
        run(START, exact("public.orders", 10));

        history.backfill(DAY, Map.of(ORDERS, 11L));

        assertThat(history.daily(DAY).orElseThrow().tables()).isEqualTo(Map.of(ORDERS, new TableFigure(11, null)));
    }

    @Test
    void backfillRefusesWhatCannotBe() {
        LocalDate later = LocalDate.now(ZoneOffset.UTC).plusDays(2);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> history.backfill(later, Map.of(ORDERS, 1L)))
                .withMessageContaining(later + " has not begun in Z");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> history.backfill(DAY, Map.of(ORDERS, -1L)))
                .withMessageContaining("public.orders has -1 rows");
        assertThatIllegalArgumentException().isThrownBy(() -> history.backfill(DAY, Map.of()));
    }

    @Test
    void aDayIsRebuiltFromItsLastSuccess() throws SQLException {
        run(minute(0), exact("public.orders", 1));
        long last = run(minute(1), sized("public.orders", 2, 300));
        times.add(minute(2));
        replica.journal.fail(replica.begin(), List.of(exact("public.orders", 3)), "no");
        DailyTableCounts before = history.daily(DAY).orElseThrow();

        database.execute("DELETE FROM metrics.table_metrics_daily_snapshot");
        assertThat(history.rebuildDaily(DAY)).hasValue(before);
        database.execute("UPDATE metrics.table_metrics_daily_snapshot SET payload = '{}'");
        assertThat(history.rebuildDaily(DAY)).hasValue(before);
        assertThat(history.daily(DAY)).hasValue(before);
        assertThat(before.runId()).isEqualTo(last);
    }

    @Test
    void rebuildingDoesNotReplaceANewerRunsDay() throws SQLException {
        long old = run(minute(0), exact("public.orders", 1));
        long newer = run(minute(1), exact("public.orders", 2));
        database.execute("DELETE FROM metrics.table_metrics_runs WHERE run_id = " + newer);

        assertThat(history.rebuildDaily(DAY).orElseThrow().runId())
                .isEqualTo(newer)
                .isGreaterThan(old);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, TableCountHistory.MAX_LIMIT + 1})
    void limitsHaveBounds(int limit) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> history.runs(START, minute(1), limit))
                .withMessageContaining("limit is " + limit + "; give 1 to 10000");
    }

    @Test
    void aTimeHasAnEndAfterItsStart() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> history.trend(ORDERS, START, START, 1))
                .withMessageContaining("is not before");
    }

    @Test
    void aMissingSchemaIsNamedWithTheRemedy() {
        TableCountHistory absent =
                TableCountHistory.builder(database.dataSource(), "absent").build();

        assertThatThrownBy(absent::latest)
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("MetricsSchema.install(dataSource, \"absent\")");
    }
}
