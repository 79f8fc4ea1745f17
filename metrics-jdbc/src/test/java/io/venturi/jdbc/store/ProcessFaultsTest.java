package io.venturi.jdbc.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.venturi.jdbc.Await;
import io.venturi.jdbc.MetricsSchema;
import io.venturi.jdbc.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** Processes with figures on disk that are killed, and have no room there: what was accepted is stored once. */
class ProcessFaultsTest {

    private static final long SECOND = 100_000_000;

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    @TempDir
    Path folder;

    private Path spool;
    private final PGSimpleDataSource source = database.dataSource();

    @BeforeEach
    void install() throws SQLException {
        spool = folder.resolve("spool");
        database.execute("DROP SCHEMA IF EXISTS metrics CASCADE");
        MetricsSchema.install(source, "metrics");
    }

    private AppendingProcess start(long first, int batches) throws IOException {
        AppendingProcess process = AppendingProcess.start(source, spool, first, batches, null);
        assertThat(process.next("started ")).as("%s", process.others()).isNotNull();
        return process;
    }

    private long files() throws IOException {
        try (Stream<Path> files = Files.list(spool)) {
            return files.filter(file -> file.toString().endsWith(".batch")).count();
        }
    }

    /** Stores what processes left. */
    private Books drained() {
        MetricStore store = MetricStore.builder(source, "metrics")
                .runtime("worker_pool", "orders-1")
                .spoolDirectory(spool)
                .closeTimeout(Duration.ofSeconds(60))
                .build();
        store.close();
        return Books.of(store).balanced();
    }

    /** Of those that a process appended from {@code first} on, the first ones are there, once: all that it told of, and at most one batch more. */
    private void assertStored(long first, long told) throws SQLException {
        long stored = StoredRows.numbers(
                        source,
                        "SELECT count(*) FROM metrics.metric_sample WHERE value >= " + first + " AND value < "
                                + (first + SECOND))
                .get(0);
        assertThat(stored).isBetween(told - first, told - first + 10 * AppendingProcess.BATCH);
        StoredRows.assertOnce(source, first, first + stored);
    }

    private static long told(AppendingProcess process, int batches) throws IOException {
        long last = 0;
        for (int i = 0; i < batches; i++) {
            last = Long.parseLong(String.valueOf(process.next("accepted ")));
        }
        return last;
    }

    @Test
    @Tag("ci")
    void killedInMidLoadAndAgainWhileItStoresWhatWasLeft() throws Exception {
        long told;
        long toldBefore;
        try (AppendingProcess process = start(0, 1_000_000)) {
            toldBefore = process.kill(told(process, 50));
        }
        try (Connection connection = source.getConnection();
                Statement lock = connection.createStatement()) {
            connection.setAutoCommit(false);
            lock.execute("LOCK TABLE metrics.metric_batch IN EXCLUSIVE MODE"); // nothing is stored meanwhile
            try (AppendingProcess process = start(SECOND, 1_000_000)) {
                told = process.kill(told(process, 300));
            }
            connection.rollback();
        }
        long left = files();
        assertThat(left).isGreaterThanOrEqualTo(300);
        long rows = StoredRows.count(source);
        try (AppendingProcess process = start(2 * SECOND, 0)) {
            Await.until("it stores what was left", () -> StoredRows.count(source) > rows + 1_000);
            process.kill(0);
        }
        assertThat(files()).as("killed in the middle of it").isBetween(1L, left - 1);

        Books books = drained();
        assertThat(books.stored()).isEqualTo(books.accepted()).isPositive();
        assertThat(files()).isZero();
        assertStored(0, toldBefore);
        assertStored(SECOND, told);
        assertThat(StoredRows.values(source)).allMatch(value -> value < 2 * SECOND);
    }

    @Test
    void aDiskWithoutRoomLeavesTheMemory() throws Exception {
        try (AppendingProcess process = AppendingProcess.start(source, spool, 0, 50, 8)) {
            String books = process.next("Books");
            assertThat(process.others())
                    .as("the large batches did not fit")
                    .anyMatch(line -> line.contains("cannot be written to"))
                    .anyMatch(line -> line.contains("File too large"));
            long accepted = 5 * 10 * AppendingProcess.BATCH + 45 * AppendingProcess.BATCH;
            assertThat("Books" + books).isEqualTo(new Books(accepted, accepted, 0, 0, 0, 0).toString());
            StoredRows.assertOnce(source, 0, accepted);
        }
    }

    @Test
    void aSecondProcessIsKeptOutOfTheDirectory() throws Exception {
        try (AppendingProcess process = start(0, 0)) {
            assertThatIllegalStateException()
                    .isThrownBy(this::drained)
                    .withMessageContaining("spoolDirectory '" + spool.toRealPath() + "' is in use by another process")
                    .withMessageContaining("give each store a directory of its own");
            process.kill(0);
            assertThat(drained().accepted()).as("the lock ended with it").isZero();
        }
    }
}
