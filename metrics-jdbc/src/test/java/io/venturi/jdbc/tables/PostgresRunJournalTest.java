package io.venturi.jdbc.tables;

import static io.venturi.jdbc.tables.Counts.exact;
import static io.venturi.jdbc.tables.Counts.failed;
import static io.venturi.jdbc.tables.Counts.sized;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.venturi.jdbc.Lease;
import io.venturi.jdbc.MetricsSchema;
import io.venturi.jdbc.PooledConnection;
import io.venturi.jdbc.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What one runner writes down, and reads again. */
class PostgresRunJournalTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    @BeforeAll
    static void install() throws SQLException {
        MetricsSchema.install(database.dataSource(), Replica.SCHEMA);
    }

    @BeforeEach
    void clear() throws SQLException {
        Replica.clear(database);
    }

    private static Replica replica() {
        return replica(JournalOptions.DEFAULT);
    }

    private static Replica replica(JournalOptions options) {
        return new Replica(database.dataSource(), "one", options, ServerClock.POSTGRES);
    }

    private static String runs() throws SQLException {
        return database.rows("SELECT status, error_message FROM metrics.table_metrics_runs ORDER BY run_id")
                .toString();
    }

    private static @Nullable String daily() throws SQLException {
        return database.text("SELECT payload::text FROM metrics.table_metrics_daily_snapshot");
    }

    private static long rows(String relation) throws SQLException {
        return database.number("SELECT count(*) FROM metrics.table_metrics_" + relation);
    }

    @Test
    void theHeaderIsThereBeforeAnythingIsCounted() throws SQLException {
        Replica replica = replica();
        replica.lease.acquire();

        replica.journal.begin(new RunRequest(Set.of("tmp", "a \"b\""), Set.of("public.orders")));

        assertThat(database.rows("SELECT status, error_message, skip_schemas::text, exclude_tables::text,"
                        + " snapshot_date = (collected_at AT TIME ZONE 'UTC')::date,"
                        + " collected_at BETWEEN now() - interval '1 min' AND now() FROM metrics.table_metrics_runs"))
                .hasToString("[[RUNNING, null, [\"a \\\"b\\\"\", \"tmp\"], [\"public.orders\"], true, true]]");
    }

    @Test
    void aSuccessIsMeasurementsSnapshotsAndStatus() throws SQLException {
        long run = replica().run(exact("public.orders", 1215), exact("public.items", 7), exact("lake.orders", 0));

        String payload = "{\"lake\": {\"orders\": 0}, \"public\": {\"items\": 7, \"orders\": 1215}}";
        assertThat(runs()).isEqualTo("[[SUCCEEDED, null]]");
        assertThat(daily()).isEqualTo(payload);
        assertThat(
                        database.rows(
                                "SELECT s.run_id, s.payload::text, s.collected_at = r.collected_at"
                                        + " FROM metrics.table_metrics_run_snapshot s JOIN metrics.table_metrics_runs r USING (run_id)"))
                .hasToString("[[" + run + ", " + payload + ", true]]");
        assertThat(
                        database.rows(
                                "SELECT d.run_id, d.snapshot_date = r.snapshot_date, d.collected_at = r.collected_at"
                                        + " FROM metrics.table_metrics_daily_snapshot d JOIN metrics.table_metrics_runs r USING (run_id)"))
                .hasToString("[[" + run + ", true, true]]");
    }

    @Test
    void allThatIsKnownOfATableIsReadAgain() throws SQLException {
        Replica replica = replica();
        TableCount rich = new TableCount(
                new TableName("public", "orders"),
                CountMethod.ESTIMATE,
                Long.MAX_VALUE,
                Counts.TIME,
                Duration.ofNanos(1_234_567),
                new TableSizes(300, 200, 100),
                Map.of("paid", 5L, "\"odd\" näme\n😀", 0L),
                null);
        List<TableCount> counts = new ArrayList<>(List.of(rich, exact("public.a", 1)));
        for (CountFailure failure : CountFailure.values()) {
            counts.add(failed("public.failed_" + failure.label(), failure));
        }
        long run = replica.begin();
        replica.journal.succeed(run, counts, "some tables have no figure");

        TableCountRun latest = Objects.requireNonNull(replica.journal.latest());

        assertThat(latest.runId()).isEqualTo(run);
        assertThat(latest.status()).isEqualTo(RunStatus.SUCCEEDED);
        assertThat(latest.errorMessage()).isEqualTo("some tables have no figure");
        assertThat(latest.counts()).containsExactlyInAnyOrderElementsOf(counts);
        assertThat(latest.counts()).extracting(TableCount::table).isSorted();
        assertThat(daily()).isEqualTo("{\"public\": {\"a\": 1, \"orders\": 9223372036854775807}}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Orders",
                "two words",
                "a\"b",
                "it's",
                "a.b",
                "back\\slash",
                "{brace,comma}",
                "NULL",
                "line\nend",
                "😀 Bestellübersicht",
                "sixty-three-bytes-äöüäöüäöüäöüäöüäöüäöüäöüäöü"
            })
    void anyNameIsReadAgain(String name) throws SQLException {
        TableName table = new TableName(name, name);
        Replica replica = replica();

        replica.run(exact(table, 42));

        TableCountRun latest = Objects.requireNonNull(replica.journal.latest());
        assertThat(latest.counts()).extracting(TableCount::table).containsExactly(table);
        assertThat(history().daily(latest.snapshotDate()).orElseThrow().tables())
                .isEqualTo(Map.of(table, new TableFigure(42, null)));
        assertThat(history().trend(table, Instant.MIN, Instant.MAX, 10)).hasSize(1);
    }

    private static TableCountHistory history() {
        return TableCountHistory.builder(database.dataSource(), Replica.SCHEMA).build();
    }

    @Test
    void versionTwoHasBytesWhereTheyAreKnown() throws SQLException {
        replica(JournalOptions.DEFAULT.withFormat(SnapshotFormat.ROWS_AND_BYTES))
                .run(
                        sized("public.orders", 123, 45_678),
                        exact("public.unsized", 4),
                        failed("public.locked", CountFailure.LOCKED),
                        exact("_version.t", 1));

        assertThat(daily())
                .isEqualTo("{\"public\": {\"orders\": {\"bytes\": 45678, \"count\": 123}, \"unsized\": {\"count\": 4}},"
                        + " \"_version\": 2}");
        assertThat(history().latest().orElseThrow().counts()).hasSize(4);
    }

    @Test
    void versionOneHasASchemaOfThatName() throws SQLException {
        replica().run(exact("_version.t", 1));

        assertThat(daily()).isEqualTo("{\"_version\": {\"t\": 1}}");
        assertThat(history()
                        .daily(history().latest().orElseThrow().snapshotDate())
                        .orElseThrow()
                        .tables())
                .containsKey(new TableName("_version", "t"));
    }

    @Test
    void aFailureKeepsWhatWasMeasuredAndLeavesSnapshotsAlone() throws SQLException {
        Replica replica = replica();
        long good = replica.run(exact("public.orders", 1));
        long bad = replica.begin();

        replica.journal.fail(
                bad, List.of(exact("public.orders", 2), failed("public.items", CountFailure.TIMEOUT)), "no");

        assertThat(runs()).isEqualTo("[[SUCCEEDED, null], [FAILED, no]]");
        assertThat(database.number("SELECT count(*) FROM metrics.table_metrics_measurements WHERE run_id = ?", bad))
                .isEqualTo(2);
        assertThat(daily()).isEqualTo("{\"public\": {\"orders\": 1}}");
        assertThat(rows("run_snapshot")).isEqualTo(1);
        TableCountRun latest = Objects.requireNonNull(replica.journal.latest());
        assertThat(latest.runId()).isEqualTo(good);
    }

    @Test
    void aRunOfNothingHasAnEmptySnapshot() throws SQLException {
        replica().run();

        assertThat(daily()).isEqualTo("{}");
    }

    @Test
    void withoutRunSnapshotsOnlyTheDayHasOne() throws SQLException {
        replica(JournalOptions.DEFAULT.withRunSnapshots(false)).run(exact("public.orders", 1));

        assertThat(rows("run_snapshot")).isZero();
        assertThat(rows("daily_snapshot")).isEqualTo(1);
    }

    @Test
    void theLastRunOfADayHasItsSnapshot() throws SQLException {
        Replica replica = replica();
        replica.run(exact("public.orders", 1));
        replica.run(exact("public.orders", 2));

        assertThat(daily()).isEqualTo("{\"public\": {\"orders\": 2}}");
        assertThat(rows("run_snapshot")).isEqualTo(2);
    }

    @Test
    void aSlowOlderRunThatEndsLaterDoesNotTakeTheDay() throws SQLException {
        Replica replica = replica();
        long slow = replica.begin();
        replica.run(exact("public.orders", 2));

        replica.journal.succeed(slow, List.of(exact("public.orders", 1)), null);

        assertThat(runs()).isEqualTo("[[SUCCEEDED, null], [SUCCEEDED, null]]");
        assertThat(daily()).isEqualTo("{\"public\": {\"orders\": 2}}");
    }

    @Test
    void aRunEndsOnce() throws SQLException {
        Replica replica = replica();
        long run = replica.run(exact("public.orders", 1));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> replica.journal.fail(run, List.of(), "again"))
                .withMessageContaining("run " + run + " has not begun here, or has ended");
        assertThatIllegalArgumentException().isThrownBy(() -> replica.journal.succeed(run + 1, List.of(), null));
        assertThat(runs()).isEqualTo("[[SUCCEEDED, null]]");
    }

    @Test
    void anEndThatWasCommittedWithoutAWordStands() throws SQLException {
        Replica replica = replica();
        long run = replica.begin();
        // The commit came through, its answer did not.
        database.execute("UPDATE metrics.table_metrics_runs SET status = 'SUCCEEDED'");

        assertThatThrownBy(() -> replica.journal.fail(run, List.of(exact("public.orders", 1)), "connection lost"))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("run " + run + " is SUCCEEDED, so it cannot become FAILED any more");
        assertThat(rows("measurements")).isZero();
    }

    @Test
    void messagesAreCutWithoutBreakingCharacters() throws SQLException {
        Replica replica = replica();
        long run = replica.begin();
        replica.journal.fail(run, List.of(), "nul\0" + "😀".repeat(5_000));

        String message = database.text("SELECT error_message FROM metrics.table_metrics_runs");
        assertThat(message).hasSizeBetween(RunHeaders.MAX_MESSAGE - 2, RunHeaders.MAX_MESSAGE);
        assertThat(message).startsWith("nul 😀").endsWith("😀…");
        assertThat(RunHeaders.stored("x".repeat(RunHeaders.MAX_MESSAGE))).endsWith("x");
    }

    @Test
    void oldRunsLeaveWithAllButTheirDay() throws SQLException {
        Replica replica = replica(JournalOptions.DEFAULT.withRetention(Duration.ofDays(30)));
        replica.run(exact("public.orders", 1));
        long kept = replica.run(exact("public.orders", 2));
        database.execute(
                "UPDATE metrics.table_metrics_runs SET collected_at = now() - interval '30 days 1 min' WHERE run_id < "
                        + kept,
                "UPDATE metrics.table_metrics_runs SET collected_at = now() - interval '29 days 23 h' WHERE run_id = "
                        + kept);

        replica.begin();

        assertThat(database.rows("SELECT run_id FROM metrics.table_metrics_measurements"))
                .hasToString("[[" + kept + "]]");
        assertThat(rows("runs")).isEqualTo(2);
        assertThat(rows("run_snapshot")).isEqualTo(1);
        assertThat(rows("daily_snapshot")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void worksInPoolsThatCommitByThemselvesAndInThoseThatDoNot(boolean autoCommit) throws SQLException {
        try (PooledConnection pool = new PooledConnection(database.dataSource(), autoCommit);
                Replica replica = new Replica(pool.dataSource(), "pooled")) {
            replica.run(exact("public.orders", 1));
            long failing = replica.begin();
            replica.journal.fail(failing, List.of(exact("public.orders", 2)), "no");

            assertThat(replica.journal.latest()).isNotNull();
            assertThat(pool.connection().getAutoCommit()).isEqualTo(autoCommit);
            assertThat(runs()).isEqualTo("[[SUCCEEDED, null], [FAILED, no]]");
        }
    }

    @Test
    void thousandTablesAreOneStatement() throws SQLException {
        database.execute(
                "CREATE FUNCTION metrics.note() RETURNS trigger LANGUAGE plpgsql AS"
                        + " 'BEGIN INSERT INTO metrics.statements VALUES (1); RETURN NULL; END'",
                "CREATE TABLE metrics.statements (n int)",
                "CREATE TRIGGER note AFTER INSERT ON metrics.table_metrics_measurements"
                        + " FOR EACH STATEMENT EXECUTE FUNCTION metrics.note()");
        try {
            TableCount[] counts = new TableCount[1_000];
            for (int i = 0; i < counts.length; i++) {
                counts[i] = exact("public.t" + i, i);
            }
            replica().run(counts);

            assertThat(rows("measurements")).isEqualTo(1_000);
            assertThat(database.number("SELECT count(*) FROM metrics.statements"))
                    .isEqualTo(1);
        } finally {
            database.execute("DROP FUNCTION metrics.note CASCADE", "DROP TABLE metrics.statements");
        }
    }

    @Test
    void anEmptyHistoryHasNoLatest() throws SQLException {
        assertThat(replica().journal.latest()).isNull();
    }

    @Test
    void aMethodOfANewerVersionIsNotGuessedAndItsReasonIsAFailureAllTheSame() throws SQLException {
        Replica replica = replica();
        replica.run(failed("public.orders", CountFailure.LOCKED));
        database.execute("UPDATE metrics.table_metrics_measurements SET failure = 'eclipse'");
        TableCountRun latest = Objects.requireNonNull(replica.journal.latest());
        assertThat(latest.counts().get(0).failure()).isEqualTo(CountFailure.ERROR);

        database.execute("UPDATE metrics.table_metrics_measurements SET method = 'guess'");
        assertThatThrownBy(replica.journal::latest)
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("method 'guess'");
    }

    @Test
    void aMissingSchemaIsNamedWithTheRemedy() {
        Lease lease = Lease.builder(database.dataSource(), "absent", "x").build();
        PostgresRunJournal journal =
                new PostgresRunJournal(database.dataSource(), "absent", lease, JournalOptions.DEFAULT);

        assertThatThrownBy(journal::latest)
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("MetricsSchema.install(dataSource, \"absent\")");
    }

    @Test
    void retentionHasBounds() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JournalOptions.DEFAULT.withRetention(Duration.ofHours(23)))
                .withMessageContaining("retention is PT23H");
    }
}
