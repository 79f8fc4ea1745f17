package io.venturi.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.venturi.http.LoggedWarnings;
import io.venturi.http.api.ApiClient.Reply;
import java.net.ConnectException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong behind the API: it is told as what it is, nothing is half done, and nobody outside reads what the database said. */
class ApiFaultsTest {

    @RegisterExtension
    static final HistoryDatabase database = new HistoryDatabase();

    private static final String SECRET = "secret-host.internal:5432 password";

    private final PausableSource source = new PausableSource(database.dataSource());
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private LoggedWarnings log;
    private ApiHost host;
    private ApiClient client;

    @TempDir
    private Path directory;

    @BeforeEach
    void start() {
        log = LoggedWarnings.of(MetricsApi.class);
        host = ApiHost.jdk(
                MetricsApi.builder(source.dataSource(), HistoryDatabase.SCHEMA)
                        .maxConcurrentCalls(2)
                        .build(),
                directory);
        client = new ApiClient(host.base());
    }

    @AfterEach
    void stop() {
        source.gate.countDown();
        threads.shutdownNow();
        host.close();
        log.close();
    }

    private String id() {
        return client.put("/api/runtime", "{\"component_type\": \"a\", \"name\": \"b\"}")
                .json()
                .path("runtime_id")
                .asText();
    }

    private List<Reply> callAll(String id) {
        List<Reply> replies = new ArrayList<>();
        for (String path : List.of(
                "/api/metrics?name=a",
                "/api/metrics/prometheus",
                "/api/runtime",
                "/api/runtime/" + id + "/metrics",
                "/api/health",
                "/api/tables/latest",
                "/api/tables/daily/2026-03-29",
                "/api/tables/trend?schema=a&table=b")) {
            replies.add(client.get(path));
        }
        replies.add(client.post("/api/metrics", ApiContract.body(id, ApiContract.gauge("x", 1, Instant.now()))));
        replies.add(client.put("/api/runtime", "{\"component_type\": \"a\", \"name\": \"c\"}"));
        replies.add(client.post("/api/metrics/cleanup"));
        replies.add(client.post("/api/metrics/partitions/create?days_ahead=12"));
        return replies;
    }

    @Test
    void aDatabaseThatIsAwayIsToldAndTriedAgain() throws SQLException {
        String id = id();
        String before = database.everything();
        for (Exception failure : List.of(
                new SQLException("connection to " + SECRET + " refused", "08001", new ConnectException(SECRET)),
                new SQLException("FATAL: too many connections for " + SECRET, "53300"),
                new SQLTransientConnectionException("pool " + SECRET + " timed out"),
                new IllegalStateException("pool of " + SECRET + " is closed"))) {
            source.failure = failure;
            for (Reply reply : callAll(id)) {
                assertThat(reply.status()).as(reply.text()).isEqualTo(503);
                assertThat(reply.header("Retry-After")).isEqualTo("5");
                assertThat(reply.text() + reply.response().headers().map())
                        .doesNotContain("secret", "SELECT", "Exception", "postgres");
            }
        }
        assertThat(database.everything()).isEqualTo(before);
        assertThat(log.messages()).as("once a minute").hasSize(1);

        source.failure = null;
        assertThat(client.get("/api/runtime").status()).isEqualTo(200);
    }

    @Test
    void whatAnotherTryDoesNotMendIsAFailure() throws SQLException {
        String id = id();
        source.failure = new SQLException("permission denied for schema " + SECRET, "42501");
        for (Reply reply : callAll(id)) {
            assertThat(reply.status()).isEqualTo(500);
            assertThat(reply.header("Retry-After")).isEmpty();
            assertThat(reply.text()).doesNotContain("secret").contains("log");
        }
        source.failure = null;
        ApiHost elsewhere = ApiHost.jdk(
                MetricsApi.builder(database.dataSource(), "not_installed").build(), directory);
        try (elsewhere) {
            assertThat(new ApiClient(elsewhere.base()).get("/api/runtime").status())
                    .isEqualTo(500);
        }
    }

    @Test
    void whatTakesTheDatabaseTooLongIsToBeAskedForInParts() {
        String id = id();
        source.failure = new SQLException("canceling statement of " + SECRET, "57014");
        for (Reply reply : callAll(id)) {
            boolean read = reply.response().request().method().equals("GET");
            assertThat(reply.status()).isEqualTo(read ? 422 : 503);
            assertThat(reply.header("Retry-After")).isEqualTo(read ? "" : "5");
            assertThat(reply.detail()).doesNotContain("secret");
            assertThat(reply.detail().contains("less time or fewer series")).isEqualTo(read);
        }
    }

    @Test
    void aNumberThatTheDatabaseDoesNotStoreIsTheCallers() {
        source.failure = new SQLException("value overflows numeric format of " + SECRET, "22003");

        Reply reply = client.put("/api/runtime", "{\"component_type\": \"a\", \"name\": \"b\"}");

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.detail()).contains("smaller").doesNotContain("secret");
    }

    @Test
    void fewCallsAreAtTheDatabaseAtATime() throws Exception {
        String id = id();
        source.gate = new CountDownLatch(1);
        List<CompletableFuture<Reply>> calls = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            calls.add(CompletableFuture.supplyAsync(() -> client.get("/api/runtime"), threads));
        }
        while (source.waiting.get() < 2) {
            Thread.onSpinWait();
        }

        Reply third = client.post("/api/metrics", ApiContract.body(id, ApiContract.gauge("crowded", 1, Instant.now())));

        assertThat(third.status()).isEqualTo(503);
        assertThat(third.header("Retry-After")).isEqualTo("1");
        assertThat(source.waiting.get()).isEqualTo(2);
        source.gate.countDown();
        for (CompletableFuture<Reply> call : calls) {
            assertThat(call.get().status()).isEqualTo(200);
        }
        assertThat(database.number("SELECT count(*) FROM metrics.metric_series WHERE metric_name = 'crowded'"))
                .isZero();
    }

    @Test
    void eachCallUsesOneConnectionAtATime() throws SQLException {
        String id = id();
        callAll(id);

        assertThat(source.mostLent()).isEqualTo(1);
    }
}
