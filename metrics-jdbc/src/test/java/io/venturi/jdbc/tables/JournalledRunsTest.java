package io.venturi.jdbc.tables;

import static org.assertj.core.api.Assertions.assertThat;

import io.venturi.jdbc.LeaseLostException;
import io.venturi.jdbc.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Runs that are written down, by one process of several. */
class JournalledRunsTest {

    private static final Instant THEN = Instant.parse("2026-01-02T03:04:05Z");

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private final Collected collected = new Collected();
    private final Journal journal = new Journal();
    private boolean leads = true;

    @BeforeEach
    void twoTables() throws SQLException {
        database.execute(
                "DROP SCHEMA public CASCADE",
                "CREATE SCHEMA public",
                "CREATE TABLE a AS SELECT generate_series(1, 1) AS id",
                "CREATE TABLE b AS SELECT generate_series(1, 2) AS id");
    }

    @AfterEach
    void close() {
        collected.close();
    }

    private TableCountCollector.Builder collector() {
        return collected.collector(database.dataSource()).journal(journal).leadership(() -> leads);
    }

    @Test
    void aRunIsWrittenDown() {
        TableCountRun run = collector().build().run(RunRequest.ALL);

        assertThat(journal.calls).containsExactly("latest", "begin", "succeed 7: 2, null");
        assertThat(run.runId()).isEqualTo(7);
    }

    @Test
    void aRunWithTooManyFailuresIsWrittenDownAsFailedAndShowsWhatItCounted() {
        TableCountRun run =
                collector().include("public.a", "public.gone").build().run(RunRequest.ALL);

        assertThat(journal.calls)
                .containsExactly("latest", "begin", "fail 7: 2, 1 of 2 tables were not counted: public.gone (missing)");
        assertThat(run.status()).isEqualTo(RunStatus.FAILED);
        assertThat(collected.rows()).isEqualTo(Map.of("public.a", 1.0));
    }

    @Test
    void failuresThatAreToleratedAreNamed() {
        TableCountRun run = collector()
                .include("public.a", "public.gone")
                .toleratedFailures(0.5)
                .build()
                .run(RunRequest.ALL);

        assertThat(journal.calls).last().asString().startsWith("succeed 7: 2, 1 of 2 tables were not counted");
        assertThat(run.status()).isEqualTo(RunStatus.SUCCEEDED);
    }

    @Test
    void withoutAHeaderNothingIsCountedAndFiguresStay() throws SQLException {
        TableCountCollector collector = collector().build();
        collector.run(RunRequest.ALL);
        database.execute("INSERT INTO a VALUES (2)");
        journal.beginFails = new SQLException("no route", "08001");

        TableCountRun run = collector.run(RunRequest.ALL);

        assertThat(run.status()).isEqualTo(RunStatus.FAILED);
        assertThat(run.errorMessage())
                .isEqualTo("connection: its header could not be written: SQLException (SQLSTATE 08001)");
        assertThat(collected.errors(CountFailure.CONNECTION)).isEqualTo(1);
        assertThat(collected.rows("public.a")).isEqualTo(1);
    }

    @Test
    void whatCannotBeWrittenDownIsNotShown() throws SQLException {
        TableCountCollector collector = collector().build();
        collector.run(RunRequest.ALL);
        database.execute("INSERT INTO a VALUES (2)");
        journal.succeedFails = new SQLException("disk full", "53100");

        TableCountRun run = collector.run(RunRequest.ALL);

        assertThat(run.status()).isEqualTo(RunStatus.FAILED);
        assertThat(journal.calls).last().asString().startsWith("fail 7: 2, error: what it found");
        assertThat(collected.rows("public.a")).isEqualTo(1);
        assertThat(collected.counted("table.count.runs", "status", "failed")).isEqualTo(1);
    }

    @Test
    void aRunnerThatLostItsLeaseShowsNothingOfItsRun() throws SQLException {
        TableCountCollector collector = collector().build();
        collector.run(RunRequest.ALL);
        database.execute("INSERT INTO a VALUES (2)");
        journal.succeedFails = new LeaseLostException("epoch 3 is not 4");

        TableCountRun run = collector.run(RunRequest.ALL);

        assertThat(run.status()).isEqualTo(RunStatus.FAILED);
        assertThat(run.errorMessage()).contains("lease_lost");
        assertThat(journal.calls).last().isEqualTo("begin");
        assertThat(collected.errors(CountFailure.LEASE_LOST)).isEqualTo(1);
        assertThat(collected.rows("public.a")).isEqualTo(1);
        assertThat(collected.gauge("table.count.leader")).isZero();
    }

    @Test
    void whoDoesNotLeadShowsTheFiguresOfWhoDoes() {
        leads = false;
        journal.latest = run(42L);
        TableCountCollector collector = collector().build();

        TableCountRun run = collector.run(RunRequest.ALL);

        assertThat(run.status()).isEqualTo(RunStatus.FAILED);
        assertThat(run.errorMessage()).contains("another process counts");
        assertThat(journal.calls).containsExactly("latest");
        assertThat(collected.rows()).isEqualTo(Map.of("public.elsewhere", 42.0));
        assertThat(collected.gauge("table.counted.timestamp", "table", "public.elsewhere"))
                .isEqualTo((double) THEN.getEpochSecond());
        assertThat(collected.gauge("table.count.last.success.timestamp")).isEqualTo((double) THEN.getEpochSecond());
        assertThat(collected.gauge("table.count.leader")).isZero();
        assertThat(collected.counted("table.count.runs", "status", "failed")).isZero();

        journal.latest = run(43L);
        collector.run(RunRequest.ALL);
        assertThat(collected.rows()).isEqualTo(Map.of("public.elsewhere", 43.0));
    }

    private static TableCountRun run(long rows) {
        TableCount count = new TableCount(
                new TableName("public", "elsewhere"),
                CountMethod.EXACT,
                rows,
                THEN,
                Duration.ZERO,
                null,
                Map.of(),
                null);
        return new TableCountRun(1, THEN, LocalDate.of(2026, 1, 2), RunStatus.SUCCEEDED, null, List.of(count));
    }

    /** Remembers what it is told, and fails when it is to. */
    private static final class Journal implements RunJournal {

        final List<String> calls = new ArrayList<>();

        @Nullable
        SQLException beginFails;

        @Nullable
        SQLException succeedFails;

        @Nullable
        TableCountRun latest;

        @Override
        public long begin(RunRequest request) throws SQLException {
            if (beginFails != null) {
                throw beginFails;
            }
            calls.add("begin");
            return 7;
        }

        @Override
        public void succeed(long runId, List<TableCount> counts, @Nullable String message) throws SQLException {
            if (succeedFails != null) {
                throw succeedFails;
            }
            calls.add("succeed " + runId + ": " + counts.size() + ", " + message);
        }

        @Override
        public void fail(long runId, List<TableCount> counts, String message) {
            calls.add("fail " + runId + ": " + counts.size() + ", " + message);
        }

        @Override
        public @Nullable TableCountRun latest() {
            calls.add("latest");
            return latest;
        }
    }
}
