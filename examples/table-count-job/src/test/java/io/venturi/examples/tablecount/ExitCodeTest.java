package io.venturi.examples.tablecount;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the job ends where something is missing, and that it keeps its secrets. Nothing listens at the gateway's address. */
class ExitCodeTest {

    @TempDir
    static Path directory;

    private static CountedDatabase database;
    private static int deadPort;

    @BeforeAll
    static void start() throws IOException, SQLException {
        database = new CountedDatabase(directory.resolve("data"));
        deadPort = ExternalProgram.freePort();
    }

    @AfterAll
    static void stop() throws IOException {
        database.close();
    }

    private static Map<String, String> settings(int databasePort) {
        return JobProcess.settings(databasePort, "http://127.0.0.1:" + deadPort);
    }

    /** The password, and a part that would be left of it however it were quoted. */
    private static void assertKeepsSecret(JobProcess job) {
        assertThat(job.said()).doesNotContain(CountedDatabase.PASSWORD).doesNotContain("s3cret");
        assertThat(job.commandLine()).contains(TableCountJob.class.getName()).doesNotContain("s3cret");
    }

    @Test
    void aMissingSettingIsBadConfiguration() throws Exception {
        Map<String, String> settings = settings(database.port());
        settings.remove("PUSHGATEWAY_URL");
        JobProcess job = JobProcess.run(settings);
        assertThat(job.exit()).as(job.said()).isEqualTo(2);
        assertThat(job.said()).contains("PUSHGATEWAY_URL is not set");
        assertKeepsSecret(job);
    }

    @Test
    void aWrongOptionOfTheLibraryIsBadConfiguration() throws Exception {
        Map<String, String> settings = settings(database.port());
        settings.put("TABLE_COUNT_NAMESPACE", "9lives");
        assertThat(JobProcess.run(settings))
                .matches(job -> job.exit() == 2 && job.said().contains("9lives"));
        settings = settings(database.port());
        settings.put("TABLE_COUNT_EXCLUDE", "orders");
        assertThat(JobProcess.run(settings))
                .matches(job -> job.exit() == 2 && job.said().contains("orders"));
    }

    @Test
    void argumentsAreRefusedAndNotRepeated() throws Exception {
        JobProcess job = JobProcess.run(settings(database.port()), "--password=hush");
        assertThat(job.exit()).isEqualTo(2);
        assertThat(job.said()).contains("environment").doesNotContain("hush");
    }

    @Test
    void aDeadDatabaseIsToldEvenWhereTheGatewayIsDeadToo() throws Exception {
        JobProcess job = JobProcess.run(settings(ExternalProgram.freePort()));
        assertThat(job.exit()).as(job.said()).isEqualTo(3);
        assertThat(job.said()).contains("database cannot be reached").contains("Pushgateway");
        assertKeepsSecret(job);
    }

    @Test
    void aDeadGatewayIsTold() throws Exception {
        JobProcess job = JobProcess.run(settings(database.port()));
        assertThat(job.exit()).as(job.said()).isEqualTo(4);
        assertThat(job.said()).contains("127.0.0.1:" + deadPort);
        assertKeepsSecret(job);
    }

    @Test
    void aGatewayThatRefusesTheLoginIsToldAndItsSecretsAreKept() throws Exception {
        List<String> logins = new CopyOnWriteArrayList<>();
        HttpServer gateway = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        gateway.createContext("/", exchange -> {
            logins.add(exchange.getRequestHeaders().getFirst("Authorization"));
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(401, -1);
            exchange.close();
        });
        gateway.start();
        try {
            Map<String, String> settings = JobProcess.settings(
                    database.port(), "http://127.0.0.1:" + gateway.getAddress().getPort());
            settings.put("PUSHGATEWAY_TOKEN", "s3cret-token");
            JobProcess byToken = JobProcess.run(settings);
            settings.remove("PUSHGATEWAY_TOKEN");
            settings.put("PUSHGATEWAY_USER", "pusher");
            settings.put("PUSHGATEWAY_PASSWORD", "s3cret password");
            JobProcess byPassword = JobProcess.run(settings);

            for (JobProcess job : List.of(byToken, byPassword)) {
                assertThat(job.exit()).as(job.said()).isEqualTo(4);
                assertThat(job.said()).contains("401");
                assertKeepsSecret(job);
            }
            String basic =
                    Base64.getEncoder().encodeToString("pusher:s3cret password".getBytes(StandardCharsets.UTF_8));
            assertThat(logins).containsExactly("Bearer s3cret-token", "Basic " + basic);
            assertThat(byPassword.said()).doesNotContain(basic);
        } finally {
            gateway.stop(0);
        }
    }

    @Test
    void runsAreWrittenDownWhereASchemaIsNamed() throws Exception {
        database.install("metrics");
        Map<String, String> settings = settings(database.port());
        settings.put("PGUSER", "postgres");
        settings.put("TABLE_COUNT_STORE_SCHEMA", "metrics");
        assertThat(JobProcess.run(settings).exit())
                .as("nothing takes the figures")
                .isEqualTo(4);
        assertThat(database.number("SELECT count(*) FROM metrics.table_metrics_runs WHERE status = 'SUCCEEDED'"))
                .isEqualTo(1);
    }

    @Test
    void aRefusedLoginIsAnUnreachableDatabase() throws Exception {
        Map<String, String> settings = settings(database.port());
        settings.put("PGPASSWORD", "s3cret, but another");
        JobProcess job = JobProcess.run(settings);
        assertThat(job.exit()).as(job.said()).isEqualTo(3);
        assertKeepsSecret(job);
    }

    @Test
    void aPasswordFileOfPostgresIsReadByTheDriver() throws Exception {
        String escaped = CountedDatabase.PASSWORD.replace("\\", "\\\\").replace(":", "\\:");
        Path file = Files.writeString(directory.resolve("pgpass"), "*:*:*:*:" + escaped + "\n");
        Map<String, String> settings = settings(database.port());
        settings.remove("PGPASSWORD");
        settings.put("PGPASSFILE", file.toString());
        JobProcess job = JobProcess.run(settings);
        assertThat(job.exit()).as(job.said()).isEqualTo(4);
        assertKeepsSecret(job);
    }
}
