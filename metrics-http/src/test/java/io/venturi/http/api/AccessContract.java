package io.venturi.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.venturi.http.Credentials;
import io.venturi.http.api.ApiClient.Reply;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Without permission nothing is done. */
abstract class AccessContract extends ApiContract {

    private static final String READER = "Bearer read-me";
    private static final String WRITER = "Bearer write-me";
    private static final Map<String, String> BODIES = Map.of(
            "POST /api/metrics", "{}",
            "PUT /api/runtime", "{\"component_type\": \"a\", \"name\": \"intruder\"}",
            "POST /api/tables/runs", "{}");

    AccessContract(ApiHost.Kind kind) {
        super(kind);
    }

    @Override
    MetricsApi.Builder options(MetricsApi.Builder builder) {
        return builder.reader(Credentials.bearer("read-me"))
                .reader(Credentials.basic("ann", "secret"))
                .writer(Credentials.bearer("write-me"));
    }

    private Reply call(String call, ApiClient by) {
        String[] parts = call.split(" ", 2);
        String path = parts[1].replace("{runtime_id}", "00000000-0000-0000-0000-000000000001")
                .replace("{date}", "2026-03-29");
        return switch (parts[0]) {
            case "GET" -> by.get(path);
            case "PUT" -> by.put(path, BODIES.getOrDefault(call, ""));
            default -> BODIES.containsKey(call) ? by.post(path, BODIES.getOrDefault(call, "")) : by.post(path);
        };
    }

    @Test
    void strangersDoNothing() throws SQLException {
        String before = database.everything();
        for (String authorization :
                new String[] {"", "Bearer ", "Bearer other", "Bearer read-me2", "read-me", "Basic YW5uOm90aGVy"}) {
            for (String call : ApiDocument.calls()) {
                Reply reply = call(call, client.with("Authorization", authorization));
                assertThat(reply.status()).as(call).isEqualTo(401);
                assertThat(reply.header("WWW-Authenticate"))
                        .isEqualTo("Bearer realm=\"metrics\", Basic realm=\"metrics\"");
            }
        }
        assertThat(database.everything()).isEqualTo(before);
    }

    @Test
    void readersDoNotWriteAndWritersDoNotRead() throws SQLException {
        String before = database.everything();
        for (String call : ApiDocument.calls()) {
            boolean reads = call.startsWith("GET ");
            Reply other = call(call, client.with("Authorization", reads ? WRITER : READER));
            assertThat(other.status()).as(call).isEqualTo(403);
            Reply permitted = reads ? call(call, client.with("Authorization", READER)) : other;
            assertThat(permitted.status()).as(call).isNotEqualTo(401);
            assertThat(permitted.status() == 403).as(call).isEqualTo(!reads);
        }
        assertThat(database.everything()).isEqualTo(before);
    }

    @Test
    void whoMayDoesSo() {
        assertThat(client.with("Authorization", "Basic YW5uOnNlY3JldA==")
                        .get("/api/runtime")
                        .status())
                .isEqualTo(200);
        assertThat(call("PUT /api/runtime", client.with("Authorization", WRITER))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void whoSendsALargeBodyThatIsNotTakenSeesWhy() {
        String large = " ".repeat(10_000_000);
        ApiClient writer = client.with("Authorization", WRITER);
        assertThat(client.with("Authorization", "Bearer other")
                        .post("/api/metrics", large)
                        .status())
                .isEqualTo(401);
        assertThat(client.with("Authorization", READER)
                        .post("/api/metrics", large)
                        .status())
                .isEqualTo(403);
        assertThat(writer.with("Content-Encoding", "gzip")
                        .post("/api/metrics", large)
                        .status())
                .isEqualTo(415);
        assertThat(writer.post("/api/metrics?x=1", large).status()).isEqualTo(400);
    }
}
