package io.venturi.jdbc.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.venturi.jdbc.MetricsSchema;
import io.venturi.jdbc.PgBouncer;
import io.venturi.jdbc.PooledConnection;
import io.venturi.jdbc.TestDatabase;
import io.venturi.jdbc.store.BatchTarget.Stored;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Batches where a session is another's after each transaction. */
@Tag("ci")
class StoragePgBouncerTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static PgBouncer bouncer;

    @BeforeAll
    static void start() throws Exception {
        bouncer = PgBouncer.start(database);
        MetricsSchema.install(bouncer.dataSource(), "metrics");
        database.execute("ALTER TABLE metrics.metric_sample ADD CHECK (value <> 13)");
    }

    @AfterAll
    static void end() throws Exception {
        bouncer.close();
    }

    @Test
    void writersTakeTurnsInOneSession() throws Exception {
        int writers = 4;
        int rounds = 10; // more than the driver's usual threshold
        ExecutorService executor = Executors.newFixedThreadPool(writers);
        List<Future<Integer>> results = new ArrayList<>();
        for (int writer = 0; writer < writers; writer++) {
            results.add(executor.submit(() -> {
                try (PooledConnection pool = new PooledConnection(bouncer.dataSource(), true)) {
                    BatchStorage storage = new BatchStorage(pool.dataSource(), "metrics");
                    Batches batches = new Batches();
                    int stored = 0;
                    for (int round = 0; round < rounds; round++) {
                        Stored result = storage.store(batches.of(Batches.samples("round" + round, 50)));
                        assertThat(result).isEqualTo(new Stored(49, 1, 0));
                        stored += result.stored();
                    }
                    return stored;
                }
            }));
        }
        long stored = 0;
        for (Future<Integer> result : results) {
            stored += result.get();
        }
        executor.shutdown();

        assertThat(database.number(
                        "SELECT count(*) FROM metrics.metric_sample JOIN metrics.metric_series USING (series_id)"
                                + " WHERE metric_name LIKE 'round%'"))
                .isEqualTo(stored);
        assertThat(database.number("SELECT count(*) FROM metrics.metric_series WHERE metric_name LIKE 'round%'"))
                .isEqualTo(50L * rounds);
    }

    @Test
    void nothingIsLeftInTheSession() throws SQLException {
        try (PooledConnection pool = new PooledConnection(bouncer.dataSource(), true)) {
            BatchStorage storage = new BatchStorage(pool.dataSource(), "metrics");
            Batches batches = new Batches();
            String before = settings(pool);
            for (int round = 0; round < 6; round++) {
                storage.store(batches.of(Batches.samples("g", 20)));
            }
            assertThat(settings(pool)).isEqualTo(before);
        }
    }

    private static String settings(PooledConnection pool) throws SQLException {
        try (Statement statement = pool.connection().createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT pg_backend_pid() || string_agg(name || '=' || setting, ' ' ORDER BY name)"
                                + " || (SELECT count(*) FROM pg_prepared_statements) FROM pg_settings"
                                + " WHERE source = 'session' OR name LIKE '%timeout'")) {
            row.next();
            return row.getString(1);
        }
    }
}
