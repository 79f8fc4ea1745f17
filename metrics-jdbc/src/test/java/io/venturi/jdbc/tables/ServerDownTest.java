package io.venturi.jdbc.tables;

import static org.assertj.core.api.Assertions.assertThat;

import io.venturi.jdbc.TestDatabase;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** A server that goes away, and comes back. */
class ServerDownTest {

    @Test
    void figuresStayDatedWhileTheServerIsAway(@TempDir Path folder) throws Exception {
        try (Collected collected = new Collected()) {
            EmbeddedPostgres server = start(folder, 0);
            int port = server.getPort();
            PGSimpleDataSource source = new PGSimpleDataSource();
            source.setURL(server.getJdbcUrl("postgres", "postgres"));
            TestDatabase.execute(source, "CREATE TABLE a AS SELECT generate_series(1, 3) AS id");
            TableCountCollector collector = collected.collector(source).build();
            assertThat(collector.run(RunRequest.ALL).status()).isEqualTo(RunStatus.SUCCEEDED);
            Double countedAt = collected.gauge("table.counted.timestamp", "table", "public.a");

            server.close();
            assertThat(collected.scrape()).isPositive();
            assertThat(collector.run(RunRequest.ALL).errorMessage()).startsWith("connection: ");
            assertThat(collected.rows()).isEqualTo(Map.of("public.a", 3.0));
            assertThat(collected.gauge("table.counted.timestamp", "table", "public.a"))
                    .isEqualTo(countedAt);

            try (EmbeddedPostgres back = start(folder, port)) {
                assertThat(back.getPort()).isEqualTo(port);
                TestDatabase.execute(source, "INSERT INTO a VALUES (4)");
                assertThat(collector.run(RunRequest.ALL).status()).isEqualTo(RunStatus.SUCCEEDED);
                assertThat(collected.rows()).isEqualTo(Map.of("public.a", 4.0));
            }
        }
    }

    private static EmbeddedPostgres start(Path folder, int port) throws IOException {
        return EmbeddedPostgres.builder()
                .setPort(port)
                .setDataDirectory(folder.resolve("data"))
                .setCleanDataDirectory(false)
                .setOutputRedirector(Redirect.DISCARD)
                .setErrorRedirector(Redirect.DISCARD)
                .start();
    }
}
