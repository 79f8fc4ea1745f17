package io.venturi.jdbc.tables;

import static org.assertj.core.api.Assertions.assertThat;

import io.venturi.jdbc.CountingDataSource;
import io.venturi.jdbc.MetricsSchema;
import io.venturi.jdbc.StoppableServer;
import io.venturi.jdbc.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that is not there yet, or goes away and comes back. */
class ServerDownTest {

    @TempDir
    Path folder;

    private final Collected collected = new Collected();
    private StoppableServer server;
    private CountingDataSource source;

    @BeforeEach
    void aServer() throws IOException {
        server = new StoppableServer(folder.resolve("data"), Map.of());
        source = server.dataSource();
    }

    @AfterEach
    void close() throws IOException {
        collected.close();
        server.close();
    }

    private void startWithTable() throws IOException, SQLException {
        server.start();
        TestDatabase.execute(source, "CREATE TABLE a AS SELECT generate_series(1, 3) AS id");
    }

    @Test
    void figuresStayDatedWhileTheServerIsAway() throws Exception {
        startWithTable();
        TableCountCollector collector = collected.collector(source).build();
        assertThat(collector.run(RunRequest.ALL).status()).isEqualTo(RunStatus.SUCCEEDED);
        Double countedAt = collected.gauge("table.counted.timestamp", "table", "public.a");

        server.stop();
        assertThat(collector.run(RunRequest.ALL).errorMessage()).startsWith("connection: ");
        assertThat(collected.errors(CountFailure.CONNECTION)).isEqualTo(1);
        assertThat(collected.rows()).isEqualTo(Map.of("public.a", 3.0));
        assertThat(collected.gauge("table.counted.timestamp", "table", "public.a"))
                .isEqualTo(countedAt);

        server.start();
        TestDatabase.execute(source, "INSERT INTO a VALUES (4)");
        assertThat(collector.run(RunRequest.ALL).status()).isEqualTo(RunStatus.SUCCEEDED);
        assertThat(collected.rows()).isEqualTo(Map.of("public.a", 4.0));
    }

    @Test
    void aServerThatIsNotThereYetIsCountedOnceItIs() throws Exception {
        TableCountCollector collector = collected.collector(source).build();

        assertThat(collector.run(RunRequest.ALL).errorMessage()).startsWith("connection: ");
        assertThat(collected.rows()).isEmpty();
        assertThat(collected.gauge("table.count.tables")).isNaN();
        assertThat(collected.gauge("table.count.last.success.timestamp")).isNaN();
        assertThat(collected.errors(CountFailure.CONNECTION)).isEqualTo(1);
        assertThat(collected.counted("table.count.runs", "status", "failed")).isEqualTo(1);

        startWithTable();
        assertThat(collector.run(RunRequest.ALL).status()).isEqualTo(RunStatus.SUCCEEDED);
        assertThat(collected.rows()).isEqualTo(Map.of("public.a", 3.0));
    }

    @Test
    void aScrapeAsksNothing() throws Exception {
        startWithTable();
        collected
                .collector(source)
                .sizes(true)
                .vacuumAge(true)
                .filter("few", "*.a", "id < 3")
                .build()
                .run(RunRequest.ALL);
        server.stop();
        int asked = source.asked();

        for (int i = 0; i < 100; i++) {
            assertThat(collected.scrape()).isPositive();
            collected.clock.add(Duration.ofMinutes(1));
        }

        assertThat(source.asked()).isEqualTo(asked).isPositive();
        assertThat(collected.rows()).isEqualTo(Map.of("public.a", 3.0));
        assertThat(collected.gauge("table.rows.filtered", "filter", "few")).isEqualTo(2);
    }

    @Test
    void aStoreThatIsAwayIsNotTakenForAnotherProcess() throws Exception {
        startWithTable();
        MetricsSchema.install(source, "metrics");
        server.stop();
        try (TableCountCollector collector = collected
                .collector(source)
                .store("metrics")
                .skipSchemas("metrics")
                .build()) {
            for (int i = 0; i < 3; i++) {
                assertThat(collected.alerts(CountAlert.REPEATED_FAILURES)).isZero();
                assertThat(collector.run(RunRequest.ALL).errorMessage())
                        .startsWith("connection: the last run could not be read");
            }
            assertThat(collected.alerts(CountAlert.REPEATED_FAILURES)).isEqualTo(1);
            assertThat(collected.errors(CountFailure.CONNECTION)).isEqualTo(3);
            assertThat(collected.gauge("table.count.leader")).isZero();

            server.start();
            assertThat(collector.run(RunRequest.ALL).status()).isEqualTo(RunStatus.SUCCEEDED);
            assertThat(collected.gauge("table.count.leader")).isEqualTo(1);
        }
    }
}
