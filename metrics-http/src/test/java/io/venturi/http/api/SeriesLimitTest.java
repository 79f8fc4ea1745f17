package io.venturi.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.venturi.http.api.ApiClient.Reply;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A label that has ever new values does not fill the database with series. */
class SeriesLimitTest {

    @RegisterExtension
    static final HistoryDatabase database = new HistoryDatabase();

    private ApiHost host;
    private ApiClient client;

    @BeforeEach
    void start(@TempDir Path directory) {
        host = ApiHost.jdk(
                MetricsApi.builder(database.dataSource(), HistoryDatabase.SCHEMA)
                        .maxStoredSeries(3)
                        .build(),
                directory);
        client = new ApiClient(host.base());
    }

    @AfterEach
    void stop() {
        host.close();
    }

    private String registered(String name) {
        return client.put("/api/runtime", "{\"component_type\": \"worker_pool\", \"name\": \"" + name + "\"}")
                .json()
                .path("runtime_id")
                .asText();
    }

    private Reply post(String id, String... names) {
        String[] items = new String[names.length];
        for (int i = 0; i < names.length; i++) {
            items[i] = ApiContract.gauge(names[i], 1, Instant.now());
        }
        return client.post("/api/metrics", ApiContract.body(id, items));
    }

    @Test
    void samplesThatWouldBringTooManyAreRefusedWhole() throws SQLException {
        String id = registered("limited");
        assertThat(post(id, "a", "b", "c").status()).isEqualTo(200);
        String before = database.everything();

        Reply refused = post(id, "a", "d", "b", "e");

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.flaws()).containsExactly("1/labels");
        assertThat(refused.detail()).contains("more than 3", "ever new values");
        assertThat(database.everything()).isEqualTo(before);
        assertThat(post(id, "a", "b", "c").status()).as("series that are there").isEqualTo(200);
        assertThat(post(registered("other"), "d").status()).isEqualTo(200);
    }

    @Test
    void oneRequestCannotGoBeyondItEither() throws SQLException {
        String id = registered("new");
        String before = database.everything();

        assertThat(post(id, "a", "b", "c", "d").flaws()).containsExactly("0/labels");
        assertThat(database.everything()).isEqualTo(before);
    }
}
