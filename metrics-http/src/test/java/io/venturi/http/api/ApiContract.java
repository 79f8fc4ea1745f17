package io.venturi.http.api;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A server of some kind with an API over a database of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ApiContract {

    @RegisterExtension
    static final HistoryDatabase database = new HistoryDatabase();

    /** Some seconds ago, so that it is not to come for the database. */
    final Instant now = Instant.now().minusSeconds(5).truncatedTo(ChronoUnit.SECONDS);

    ApiHost host;
    ApiClient client;

    private final ApiHost.Kind kind;

    ApiContract(ApiHost.Kind kind) {
        this.kind = kind;
    }

    @BeforeAll
    void start(@TempDir Path directory) throws SQLException {
        host = kind.start(
                options(MetricsApi.builder(database.dataSource(), HistoryDatabase.SCHEMA))
                        .build(),
                directory);
        client = new ApiClient(host.base());
        prepare();
    }

    MetricsApi.Builder options(MetricsApi.Builder builder) throws SQLException {
        return builder;
    }

    void prepare() throws SQLException {}

    @AfterAll
    void stop() {
        host.close();
    }

    /** Registers a component; its id. */
    String registered(String name) {
        return client.put("/api/runtime", "{\"component_type\": \"worker_pool\", \"name\": \"" + name + "\"}")
                .json()
                .path("runtime_id")
                .asText();
    }

    /** A body with these items. */
    static String body(String runtimeId, String... items) {
        return "{\"runtime_id\": \"" + runtimeId + "\", \"metrics\": [" + String.join(", ", items) + "]}";
    }

    static String gauge(String name, double value, Instant time) {
        return "{\"name\": \"" + name + "\", \"type\": \"gauge\", \"value\": " + value + ", \"timestamp\": \"" + time
                + "\"}";
    }
}
