package io.venturi.jdbc.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.venturi.jdbc.Await;
import io.venturi.jdbc.MetricsSchema;
import io.venturi.jdbc.StoppableServer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that dies, hangs or is not there, while figures come in: each is stored once, or counted as dropped. */
class ServerFaultsTest {

    private static final int BATCH = 1_000;

    @TempDir
    Path folder;

    private StoppableServer server;
    private DataSource source;
    private long next;

    @BeforeEach
    void startServer() throws Exception {
        // The embedded server's default would have it forget what it said to be committed.
        server = new StoppableServer(folder.resolve("data"), Map.of("synchronous_commit", "on"));
        server.start();
        source = server.dataSource();
        MetricsSchema.install(source, "metrics");
    }

    @AfterEach
    void stopServer() throws Exception {
        server.close();
    }

    private MetricStore.Builder builder() {
        return MetricStore.builder(source, "metrics").runtime("worker_pool", "orders-1");
    }

    /** Values ascend over all batches: each is there once. */
    private void append(MetricStore store) {
        store.append(Figures.samples(Instant.now(), next, BATCH));
        next += BATCH;
    }

    private void assertEachStoredOnce() throws Exception {
        StoredRows.assertOnce(source, 0, next);
        assertThat(StoredRows.count(source)).isEqualTo(next);
    }

    @Test
    @Tag("ci")
    void killedInMidLoad() throws Exception {
        MetricStore store = builder()
                .closeTimeout(Duration.ofSeconds(60))
                .memoryBytes(1 << 29)
                .build();
        ScheduledExecutorService load = Executors.newSingleThreadScheduledExecutor();
        Future<?> appending = load.scheduleAtFixedRate(() -> append(store), 0, 20, TimeUnit.MILLISECONDS);
        for (int i = 1; i <= 2; i++) {
            long before = store.books.stored.sum();
            Await.until("it stores", () -> store.books.stored.sum() > before + 10 * BATCH);
            Await.until(
                    "a COPY is under way",
                    () -> StoredRows.numbers(
                                            source,
                                            "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE 'COPY%'")
                                    .get(0)
                            > 0);
            server.kill();
            Await.until("figures wait", () -> store.waiting() > 20 * BATCH);
            server.start();
        }
        long before = store.books.stored.sum();
        Await.until("it stores again", () -> store.books.stored.sum() > before + 10 * BATCH);
        assertThat(appending.isDone()).as("an append failed").isFalse();
        load.shutdown();
        assertThat(load.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        store.close();

        assertThat(Books.of(store)).isEqualTo(new Books(next, next, 0, 0, 0, 0));
        assertEachStoredOnce();
    }

    @Test
    void notThereAtTheStart() throws Exception {
        server.stop();
        MetricStore store = builder().closeTimeout(Duration.ofSeconds(60)).build();
        append(store);
        append(store);
        assertThat(Books.of(store)).isEqualTo(new Books(next, 0, 0, 0, 0, next));
        server.start();
        store.close();
        assertThat(Books.of(store)).isEqualTo(new Books(next, next, 0, 0, 0, 0));
        assertEachStoredOnce();
    }

    @Test
    void hangsWhileTheStoreIsClosed() throws Exception {
        Path spool = folder.resolve("spool");
        MetricStore inMemory = builder().closeTimeout(Duration.ofSeconds(1)).build();
        MetricStore onDisk = builder()
                .closeTimeout(Duration.ofSeconds(1))
                .spoolDirectory(spool)
                .build();
        append(inMemory);
        append(onDisk);
        Await.until("it is stored", () -> inMemory.waiting() + onDisk.waiting() == 0);
        server.freeze();
        append(onDisk);
        long onDiskOnly = next;
        inMemory.append(Figures.samples(Instant.now(), 1_000_000, BATCH));
        try {
            // The connections would wait for longer than that.
            CompletableFuture.runAsync(() -> {
                        inMemory.close();
                        onDisk.close();
                    })
                    .get(30, TimeUnit.SECONDS);
        } finally {
            server.thaw();
        }
        assertThat(Books.of(inMemory)).isEqualTo(new Books(2 * BATCH, BATCH, 0, 0, BATCH, 0));
        assertThat(Books.of(onDisk)).as("left on disk").isEqualTo(new Books(2 * BATCH, BATCH, 0, 0, 0, BATCH));

        MetricStore successor = builder()
                .spoolDirectory(spool)
                .closeTimeout(Duration.ofSeconds(60))
                .build();
        successor.close();
        assertThat(Books.of(successor)).isEqualTo(new Books(BATCH, BATCH, 0, 0, 0, 0));
        StoredRows.assertOnce(source, 0, onDiskOnly);
        assertThat(StoredRows.values(source))
                .as("what was given up may be there, but once")
                .doesNotHaveDuplicates();
    }
}
