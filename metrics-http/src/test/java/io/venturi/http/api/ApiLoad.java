package io.venturi.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.venturi.http.api.ApiClient.Reply;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Writers, readers and clients that do not know what they do, all at once, while sessions of the database are ended now and then. */
final class ApiLoad {

    private static final int WRITERS = 6;
    private static final int MAX_SAMPLES = 60;
    private static final int BATCHES_BETWEEN_KILLS = 20;

    private final HistoryDatabase database;
    private final ApiClient client;
    private final String runtimeId;
    private final Instant now = Instant.now();
    /** By the value that all samples of a batch have. */
    private final Map<Integer, Batch> batches = new ConcurrentHashMap<>();

    private final AtomicInteger numbers = new AtomicInteger();
    private final AtomicLong reads = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong killed = new AtomicLong();
    private final Semaphore due = new Semaphore(0);
    private volatile boolean over;

    private record Batch(int size, int told, boolean uncertain) {}

    ApiLoad(HistoryDatabase database, ApiClient client, String runtimeId) {
        this.database = database;
        this.client = client;
        this.runtimeId = runtimeId;
    }

    /** Keeps it up for a time, and compares what clients were told with what is stored. */
    void run(Duration time) throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            List<Future<Void>> all = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                int seed = i;
                all.add(threads.submit(repeatedly(new Random(seed), this::write)));
            }
            all.add(threads.submit(repeatedly(new Random(11), this::read)));
            all.add(threads.submit(repeatedly(new Random(12), this::read)));
            all.add(threads.submit(repeatedly(new Random(13), this::blunder)));
            long end = System.nanoTime() + time.toNanos();
            for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
                assertThat(all).noneMatch(Future::isDone);
                if (due.tryAcquire(BATCHES_BETWEEN_KILLS, left, TimeUnit.NANOSECONDS)) {
                    kill();
                }
            }
            over = true;
            for (Future<Void> one : all) {
                one.get();
            }
        } finally {
            over = true;
            threads.shutdownNow();
        }
        compare();
    }

    private interface Step {
        void take(Random random) throws Exception;
    }

    private Callable<Void> repeatedly(Random random, Step step) {
        return () -> {
            while (!over) {
                step.take(random);
            }
            return null;
        };
    }

    private void write(Random random) {
        int number = numbers.incrementAndGet();
        String[] items = new String[1 + random.nextInt(MAX_SAMPLES)];
        for (int i = 0; i < items.length; i++) {
            items[i] = "{\"name\": \"load_" + random.nextInt(200) + "\", \"type\": \"gauge\", \"value\": " + number
                    + ", \"labels\": {\"writer\": \"" + random.nextInt(3) + "\"}, \"timestamp\": \""
                    + now.minusSeconds(random.nextInt(3_600)) + "\"}";
        }
        Reply reply = client.post("/api/metrics", ApiContract.body(runtimeId, items));
        assertThat(reply.status()).as(reply.text()).isIn(200, 503);
        int told = reply.status() == 200 ? reply.json().path("stored").asInt() : 0;
        due.release();
        batches.put(number, new Batch(items.length, told, reply.detail().contains("not known")));
    }

    private void read(Random random) {
        String path = List.of(
                        "/api/metrics?name=load_" + random.nextInt(200),
                        "/api/metrics/prometheus",
                        "/api/runtime",
                        "/api/runtime/" + runtimeId + "/metrics",
                        "/api/health")
                .get(random.nextInt(5));
        Reply reply = client.get(path);
        assertThat(reply.status()).as(reply.text()).isIn(200, 503);
        reads.incrementAndGet();
    }

    private void blunder(Random random) {
        List<String> bodies = List.of(
                "{",
                "[".repeat(1_000),
                ApiContract.body(runtimeId, ApiContract.gauge("load_1", -1, now), "{\"name\": \"load_1\"}"),
                ApiContract.body(
                        runtimeId,
                        ApiContract.gauge("load_1", -1, now),
                        ApiContract.gauge("load_1", -1, now.minus(Duration.ofDays(99)))));
        Reply reply = client.post("/api/metrics", bodies.get(random.nextInt(bodies.size())));
        assertThat(reply.status()).as(reply.text()).isIn(400, 503);
        client.put("/api/runtime", "{\"runtime_id\": \"" + runtimeId + "\", \"status\": \"busy\"}");
        client.post("/api/metrics/partitions/create?days_ahead=" + random.nextInt(10));
        refused.incrementAndGet();
    }

    /** Ends a session in mid-work. */
    private void kill() throws SQLException {
        killed.addAndGet(
                database.number(
                        "SELECT count(*) FROM (SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                                + " WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle' LIMIT 1) ended"));
    }

    private void compare() throws SQLException {
        Map<Integer, Integer> stored = stored();
        long told = 0;
        long uncertain = 0;
        for (Map.Entry<Integer, Batch> entry : batches.entrySet()) {
            Batch batch = entry.getValue();
            int found = stored.getOrDefault(entry.getKey(), 0);
            told += batch.told();
            if (batch.uncertain()) {
                uncertain++;
                assertThat(found).isIn(0, batch.size());
            } else {
                assertThat(found).as("batch " + entry).isEqualTo(batch.told());
            }
        }
        assertThat(stored.keySet()).as("nothing else is stored").isSubsetOf(batches.keySet());
        System.getLogger(ApiLoad.class.getName())
                .log(
                        System.Logger.Level.INFO,
                        "{0} batches, {1} samples told as stored, {2} uncertain batches, {3} reads, {4} rounds of blunders, {5} sessions ended",
                        batches.size(),
                        told,
                        uncertain,
                        reads,
                        refused,
                        killed);
        assertThat(told).isPositive();
        assertThat(reads.get()).isPositive();
        assertThat(refused.get()).isPositive();
        assertThat(killed.get()).isPositive();
    }

    /** How many samples there are of each value. */
    private Map<Integer, Integer> stored() throws SQLException {
        Map<Integer, Integer> stored = new ConcurrentHashMap<>();
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT metric_value::int, count(*) FROM metrics.metric WHERE metric_name LIKE 'load\\_%' GROUP BY 1")) {
            while (row.next()) {
                stored.put(row.getInt(1), row.getInt(2));
            }
        }
        return stored;
    }
}
