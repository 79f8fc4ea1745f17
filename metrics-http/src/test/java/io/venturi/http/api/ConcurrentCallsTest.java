package io.venturi.http.api;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What clients are told is stored is stored, and nothing else: under load, and while sessions of the database are ended. */
class ConcurrentCallsTest {

    @RegisterExtension
    static final HistoryDatabase database = new HistoryDatabase();

    @TempDir
    private Path directory;

    private void load(ApiHost.Kind kind, Duration time) throws Exception {
        MetricsApi api = MetricsApi.builder(database.dataSource(), HistoryDatabase.SCHEMA)
                .build();
        try (ApiHost host = kind.start(api, directory)) {
            ApiClient client = new ApiClient(host.base());
            String id = client.put("/api/runtime", "{\"component_type\": \"worker_pool\", \"name\": \"load\"}")
                    .json()
                    .path("runtime_id")
                    .asText();
            database.execute("TRUNCATE metrics.metric_sample");
            new ApiLoad(database, client, id).run(time);
        }
    }

    @Test
    @Tag("ci")
    void nothingIsLostInSomeSeconds() throws Exception {
        load(ApiHost::metricsServer, Duration.ofSeconds(8));
        load(ApiHost::tomcat, Duration.ofSeconds(4));
    }

    @Test
    @Tag("long")
    void nothingIsLostInTwoMinutes() throws Exception {
        load(ApiHost::metricsServer, Duration.ofMinutes(2));
    }
}
