package io.venturi.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.venturi.http.api.ApiClient.Reply;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is written over HTTP is stored as a whole or not at all, and whoever sends something wrong is told what. */
abstract class WritingContract extends ApiContract {

    private static final String SQL = "'; DROP TABLE metrics.runtime CASCADE; --";

    private String id;

    WritingContract(ApiHost.Kind kind) {
        super(kind);
    }

    @BeforeAll
    void register() {
        id = registered("writer");
    }

    private void assertRefused(Reply reply, int status, String... flaws) {
        assertThat(reply.status()).as(reply.text()).isEqualTo(status);
        assertThat(reply.flaws()).as(reply.text()).containsExactly(flaws);
    }

    /** Nothing that a refused body brings is stored. */
    private void assertRefusedWhole(String body, int status, String... flaws) throws SQLException {
        String before = database.everything();
        assertRefused(client.post("/api/metrics", body), status, flaws);
        assertThat(database.everything()).isEqualTo(before);
    }

    @Test
    void samplesAreCommittedWhenTheyAreAnswered() throws SQLException {
        Reply reply = client.post(
                "/api/metrics",
                body(
                        id,
                        "{\"name\": \"posted_total\", \"type\": \"counter\", \"value\": 41, \"unit\": \"orders\", \"help\": \"Posted.\","
                                + " \"labels\": {\"shop\": \"é 😀 \\\" \\\\\"}, \"timestamp\": \"" + now + "\"}",
                        "{\"name\": \"posted_depth\", \"type\": \"gauge\", \"value\": \"NaN\"}"));

        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        assertThat(reply.json().path("stored").asInt()).isEqualTo(2);
        assertThat(
                        database.text(
                                "SELECT concat_ws(' ', metric_type, metric_value, labels->>'shop', help_text, unit,"
                                        + " extract(epoch FROM timestamp)::bigint) FROM metrics.metric WHERE metric_name = 'posted_total'"))
                .isEqualTo("counter 41 é 😀 \" \\ Posted. orders " + now.getEpochSecond());
        assertThat(database.text("SELECT concat_ws(' ', metric_value, timestamp > now() - interval '1 minute')"
                        + " FROM metrics.metric WHERE metric_name = 'posted_depth'"))
                .isEqualTo("NaN t");
    }

    @Test
    void oneFlawKeepsAllOut() throws SQLException {
        assertRefusedWhole(
                body(id, gauge("whole", 1, now), "{\"name\": \"whole\", \"type\": \"gauge\", \"value\": \"4\"}"),
                400,
                "1/value");
    }

    @Test
    void eachFlawIsNamedByIndexAndField() throws SQLException {
        assertRefusedWhole(
                body(
                        id,
                        gauge("fine", 1, now),
                        "{\"name\": 7, \"type\": \"speed\", \"value\": {\"a\": [1]}}",
                        "{\"valeu\": 7}",
                        "[]",
                        "{\"name\": \"x\", \"type\": \"gauge\", \"value\": 1, \"labels\": {\"a\": 1, \"b\": null}, \"timestamp\": \"yesterday\"}",
                        "null"),
                400,
                "1/name",
                "1/type",
                "1/value",
                "2/valeu",
                "2/name",
                "2/type",
                "2/value",
                "3/item",
                "4/labels.a",
                "4/labels.b");
        assertRefusedWhole(
                body(id, "{\"name\": \"x\", \"type\": \"gauge\", \"value\": 1, \"help\": null}"), 400, "0/help");
        assertRefusedWhole(body(id, "{\"name\": \" \", \"type\": \"gauge\", \"value\": 1}"), 400, "0/name");
        assertRefusedWhole(
                body(id, "{\"name\": \"" + "n".repeat(999) + "é\", \"type\": \"gauge\", \"value\": 1}"), 400, "0/name");
        assertRefusedWhole(body(id, "{\"name\": \"a\\u0000b\", \"type\": \"gauge\", \"value\": 1}"), 400, "0/name");
        assertRefusedWhole(
                body(id, "{\"name\": \"a\", \"type\": \"gauge\", \"value\": 1, \"labels\": {\"k\": \"\\ud800\"}}"),
                400,
                "0/labels.k");
        assertRefusedWhole(body(id, "{\"name\": \"a\", \"type\": \"gauge\", \"value\": 1e999}"), 400, "0/value");
        assertRefusedWhole(body(id, "{\"name\": \"a_total\", \"type\": \"counter\", \"value\": -1}"), 400, "0/value");
        assertRefusedWhole(
                body(id, "{\"name\": \"a_total\", \"type\": \"counter\", \"value\": \"NaN\"}"), 400, "0/value");
    }

    @Test
    void whatTheBodyAsAWholeLacksIsNamed() throws SQLException {
        assertRefusedWhole("", 400, "/body");
        assertRefusedWhole("[]", 400, "/body");
        assertRefusedWhole("{}", 400, "/metrics", "/runtime_id");
        assertRefusedWhole(body(id), 400, "/metrics");
        assertRefusedWhole("{\"runtime_id\": \"" + id + "\", \"metrics\": {}}", 400, "/metrics");
        assertRefusedWhole("{\"runtime_id\": \"1\", \"metrics\": []}", 400, "/runtime_id");
        assertRefusedWhole("{\"runtime\": 1, \"runtime_id\": \"" + id + "\", \"metrics\": []}", 400, "/runtime");
        assertRefusedWhole(body("00000000-0000-0000-0000-00000000dead", gauge("x", 1, now)), 404, "/runtime_id");
    }

    @Test
    void timesOutsideOfWhatIsKeptAreNamed() throws SQLException {
        assertRefusedWhole(
                body(
                        id,
                        gauge("kept", 1, now),
                        gauge("kept", 1, now.minus(Duration.ofDays(16))),
                        gauge("kept", 1, now.plus(Duration.ofDays(9)))),
                400,
                "1/timestamp",
                "2/timestamp");
    }

    @Test
    void aDayWithoutPartitionsGetsThem() throws SQLException {
        Reply reply = client.post("/api/metrics", body(id, gauge("late", 7, now.minus(Duration.ofDays(6)))));

        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        assertThat(database.number("SELECT metric_value::bigint FROM metrics.metric WHERE metric_name = 'late'"))
                .isEqualTo(7);
    }

    @Test
    void whatOnlyTheDatabaseRefusesIsNamedToo() throws SQLException {
        database.execute("ALTER TABLE metrics.metric_sample ADD CONSTRAINT unlucky CHECK (value <> 1313131.5)");
        try {
            assertRefusedWhole(
                    body(id, gauge("lucky", 1, now), gauge("unlucky", 1313131.5, now), gauge("lucky", 2, now)),
                    400,
                    "1/sample");
            assertThat(client.post("/api/metrics", body(id, gauge("unlucky", 1313131.5, now)))
                            .text())
                    .doesNotContain("CHECK", "constraint", "relation");
        } finally {
            database.execute("ALTER TABLE metrics.metric_sample DROP CONSTRAINT unlucky");
        }
    }

    @Test
    void malformedJsonIsNamedByItsPlace() throws SQLException {
        for (String malformed : List.of(
                "{\"runtime_id\": \"" + id + "\", \"metrics\": [{\"name\": \"x\"",
                body(id, gauge("x", 1, now)) + "}",
                body(id, gauge("x", 1, now)) + " {}",
                "{\"metrics\": [], \"metrics\": []}",
                body(id, "{\"name\": \"x\", \"name\": \"y\", \"type\": \"gauge\", \"value\": 1}"),
                body(id, "{\"name\": \"x\", \"type\": \"gauge\", \"value\": NaN}"),
                body(id, "{\"name\": \"x\", \"type\": \"gauge\", \"value\": 1" + "0".repeat(200) + "}"),
                body(id, "{\"name\": \"" + "x".repeat(20_000) + "\"}"),
                body(id, "{\"" + "x".repeat(20_000) + "\": 1}"),
                "{\"x\": " + "[".repeat(100_000),
                "{\"x\": " + "{\"x\":".repeat(100_000),
                "not json")) {
            String before = database.everything();
            Reply reply = client.post("/api/metrics", malformed);
            assertThat(reply.status()).as(reply.text()).isEqualTo(400);
            assertThat(reply.detail()).contains("line 1, column");
            assertThat(reply.text()).doesNotContain("jackson", "Exception", "StreamReadConstraints");
            assertThat(database.everything()).isEqualTo(before);
        }
    }

    @Test
    void bytesThatAreNoUtf8AreRefused() throws SQLException {
        String before = database.everything();
        byte[] good = body(id, gauge("utf_X", 1, now)).getBytes(StandardCharsets.UTF_8);
        for (byte[] bad :
                new byte[][] {{(byte) 0xff}, {(byte) 0xc0, (byte) 0x80}, {(byte) 0xed, (byte) 0xa0, (byte) 0x80}}) {
            byte[] body = new String(good, StandardCharsets.ISO_8859_1)
                    .replace("X", new String(bad, StandardCharsets.ISO_8859_1))
                    .getBytes(StandardCharsets.ISO_8859_1);
            Reply reply = client.with("Content-Type", "application/json").send("POST", "/api/metrics", body);
            assertRefused(reply, 400);
            assertThat(reply.detail()).contains("UTF-8");
        }
        assertThat(client.with("Content-Type", "application/json")
                        .send("POST", "/api/metrics", body(id).getBytes(StandardCharsets.UTF_16))
                        .status())
                .isEqualTo(400);
        assertThat(database.everything()).isEqualTo(before);
    }

    @Test
    void otherTypesAreRefused() {
        byte[] body = body(id, gauge("typed", 1, now)).getBytes(StandardCharsets.UTF_8);
        assertRefused(client.send("POST", "/api/metrics", body), 415, "/Content-Type");
        for (String type : List.of("text/plain", "application/jsonp", "application/json; charset=latin1", "")) {
            assertRefused(client.with("Content-Type", type).send("POST", "/api/metrics", body), 415, "/Content-Type");
        }
        assertRefused(
                client.with("Content-Type", "application/json", "Content-Encoding", "gzip")
                        .send("POST", "/api/metrics", body),
                415,
                "/Content-Encoding");
        assertThat(client.with("Content-Type", "Application/JSON; charset=\"UTF-8\"")
                        .send("POST", "/api/metrics", body)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void bodiesBeyondTheLimitAreRefusedWithTheLimit() throws SQLException, IOException {
        String before = database.everything();
        String huge = body(id, gauge("huge", 1, now)) + " ".repeat(10_000_000);

        Reply reply = client.post("/api/metrics", huge);
        assertRefused(reply, 413);
        assertThat(reply.detail()).contains("4194304 bytes", "several requests");
        assertThat(chunked(huge)).startsWith("HTTP/1.1 413").contains("4194304 bytes");

        List<String> items = new ArrayList<>();
        for (int i = 0; i <= 10_000; i++) {
            items.add(gauge("many", i, now));
        }
        reply = client.post("/api/metrics", body(id, items.toArray(String[]::new)));
        assertRefused(reply, 413, "/metrics");
        assertThat(reply.detail()).contains("10000");
        assertThat(database.everything()).isEqualTo(before);

        assertThat(client.post("/api/metrics", body(id, items.subList(1, 10_001).toArray(String[]::new)))
                        .json()
                        .path("stored")
                        .asInt())
                .isEqualTo(10_000);
    }

    /** The answer to a body that does not say how long it is. */
    private String chunked(String body) throws IOException {
        try (Socket socket = new Socket(host.base().getHost(), host.base().getPort())) {
            socket.setSoTimeout(20_000);
            OutputStream out = socket.getOutputStream();
            out.write(String.join(
                            "\r\n",
                            "POST /api/metrics HTTP/1.1",
                            "Host: localhost",
                            "Connection: close",
                            "Content-Type: application/json",
                            "Transfer-Encoding: chunked",
                            "",
                            "")
                    .getBytes(StandardCharsets.US_ASCII));
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            for (int at = 0; at < bytes.length; at += 100_000) {
                int length = Math.min(100_000, bytes.length - at);
                out.write((Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
                out.write(bytes, at, length);
                out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
            }
            out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void sqlIsTextLikeAnyOther() throws SQLException {
        String runtime = client.put(
                        "/api/runtime",
                        "{\"component_type\": \"%1$s\", \"name\": \"%1$s\", \"base_url\": \"%1$s\", \"labels\": {\"%1$s\": \"%1$s\"},"
                                        .formatted(SQL)
                                + " \"capabilities\": [\"%1$s\"], \"runtime\": {\"%1$s\": \"%1$s\"}}".formatted(SQL))
                .json()
                .path("runtime_id")
                .asText();
        Reply reply = client.post(
                "/api/metrics",
                body(
                        runtime,
                        "{\"name\": \"%1$s\", \"type\": \"gauge\", \"value\": 1, \"unit\": \"%1$s\", \"help\": \"%1$s\", \"labels\": {\"%1$s\": \"%1$s\"}}"
                                .formatted(SQL)));
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        assertRefused(
                client.post("/api/metrics", body(runtime, "{\"%1$s\": 1}".formatted(SQL))),
                400,
                "0/" + SQL,
                "0/name",
                "0/type",
                "0/value");
        assertRefused(client.post("/api/metrics", body(SQL)), 400, "/runtime_id");
        String query = ApiClient.encoded(SQL);
        assertThat(client.get("/api/metrics?name=" + query + "&label." + query + '=' + query)
                        .json()
                        .path("series"))
                .hasSize(1);
        assertThat(client.get("/api/metrics?name=x&" + query + '=' + query).status())
                .isEqualTo(400);
        assertThat(client.get("/api/tables/trend?schema=" + query + "&table=" + query)
                        .status())
                .isEqualTo(200);
        assertThat(client.get("/api/runtime/" + query + "/metrics").status()).isEqualTo(400);
        assertThat(database.text(
                        "SELECT concat_ws('|', name, component_type, base_url, labels->>name, capabilities->>0, runtime->>name)"
                                + " FROM metrics.runtime WHERE runtime_id = '" + runtime + "'"))
                .isEqualTo(String.join("|", SQL, SQL, SQL, SQL, SQL, SQL));
    }

    @Test
    void aComponentIsRegisteredAndHeardOf() throws SQLException {
        Reply first = client.put(
                "/api/runtime",
                "{\"component_type\": \"broker\", \"name\": \"b1\", \"base_url\": \"http://b1\", \"status\": \"busy\", \"labels\": {\"zone\": \"a\"},"
                        + " \"capabilities\": [\"cdc\"], \"capacity\": 8, \"runtime\": {\"pid\": 7, \"tls\": true, \"java\": \"17\"}}");
        assertThat(first.status()).as(first.text()).isEqualTo(200);
        String runtime = first.json().path("runtime_id").asText();
        database.execute("UPDATE metrics.runtime SET last_heartbeat = now() - interval '1 hour'");

        Reply beat = client.put("/api/runtime", "{\"runtime_id\": \"" + runtime + "\", \"status\": \"ready\"}");

        assertThat(beat.json()).isEqualTo(first.json());
        assertThat(database.text(
                        "SELECT concat_ws(' ', status, last_heartbeat > now() - interval '1 minute', base_url, labels->>'zone', capacity,"
                                + " runtime->>'pid') FROM metrics.runtime WHERE name = 'b1'"))
                .isEqualTo("ready t http://b1 a 8 7");
        assertThat(client.put("/api/runtime", "{\"component_type\": \"broker\", \"name\": \"b1\"}")
                        .json())
                .isEqualTo(first.json());
    }

    @Test
    void whoSendsSamplesIsAlive() throws SQLException {
        String runtime = registered("silent");
        database.execute("UPDATE metrics.runtime SET last_heartbeat = now() - interval '1 hour', status = 'offline'"
                + " WHERE runtime_id = '" + runtime + "'");

        client.post("/api/metrics", body(runtime, gauge("alive", 1, now)));

        assertThat(database.text("SELECT concat_ws(' ', status, last_heartbeat > now() - interval '1 minute')"
                        + " FROM metrics.runtime WHERE runtime_id = '" + runtime + "'"))
                .isEqualTo("ready t");
    }

    @Test
    void whatIsWrongWithAComponentIsNamed() throws SQLException {
        String before = database.everything();
        assertRefused(client.put("/api/runtime", "{}"), 400, "/component_type", "/name");
        assertRefused(
                client.put("/api/runtime", "{\"component_type\": 1, \"name\": [2], \"port\": 3}"),
                400,
                "/component_type",
                "/name",
                "/port");
        assertRefused(
                client.put(
                        "/api/runtime",
                        "{\"component_type\": \"a\", \"name\": \"b\", \"capacity\": 1.5, \"status\": \"idle\","
                                + " \"capabilities\": [1], \"runtime\": {\"a\": []}}"),
                400,
                "/capacity",
                "/status",
                "/capabilities",
                "/runtime.a");
        assertRefused(
                client.put(
                        "/api/runtime",
                        "{\"component_type\": \"a\", \"name\": \"b\", \"runtime\": {\"x\": 1e2000, \"y\": 1e99, \"z\": 1e-2000}}"),
                400,
                "/runtime.x",
                "/runtime.z");
        assertRefused(client.put("/api/runtime", "{\"runtime_id\": \"" + id + "\", \"name\": \"b\"}"), 400, "/name");
        assertRefused(
                client.put("/api/runtime", "{\"runtime_id\": \"00000000-0000-0000-0000-00000000dead\"}"),
                404,
                "/runtime_id");
        for (Map.Entry<String, String> wrong : Map.of(
                        "\"name\": \"" + "n".repeat(201) + '"',
                        "name is",
                        "\"name\": \"b\", \"base_url\": \" \"",
                        "baseUrl",
                        "\"name\": \"b\", \"capacity\": 99999999999",
                        "capacity is 99999999999")
                .entrySet()) {
            Reply reply = client.put("/api/runtime", "{\"component_type\": \"a\", " + wrong.getKey() + '}');
            assertThat(reply.status()).as(reply.text()).isEqualTo(400);
            assertThat(reply.detail()).contains(wrong.getValue());
        }
        assertThat(database.everything()).isEqualTo(before);
    }

    @Test
    void partitionsAreMadeOnce() throws SQLException {
        Reply first = client.post("/api/metrics/partitions/create?days_ahead=9");
        assertThat(first.json().path("created")).as(first.text()).isNotEmpty();
        String before = database.everything();

        assertThat(client.post("/api/metrics/partitions/create?days_ahead=9")
                        .json()
                        .path("created"))
                .isEmpty();
        assertThat(client.post("/api/metrics/partitions/create").json().path("created"))
                .isEmpty();
        assertRefused(client.post("/api/metrics/partitions/create?days_ahead=31"), 400, "/days_ahead");
        assertRefused(client.post("/api/metrics/partitions/create?days_ahead=-1"), 400, "/days_ahead");
        assertRefused(client.post("/api/metrics/partitions/create?days=1"), 400, "/days");
        assertRefused(client.post("/api/metrics/partitions/create", "{\"days_ahead\": 3}"), 400);
        assertThat(database.everything()).isEqualTo(before);
    }

    @Test
    void whatHasExpiredIsDroppedOnce() throws SQLException {
        database.execute("CREATE TABLE metrics.old_day PARTITION OF metrics.metric_sample"
                + " FOR VALUES FROM ('2020-01-01 00:00:00+00') TO ('2020-01-02 00:00:00+00')");

        assertThat(client.post("/api/metrics/cleanup")
                        .json()
                        .path("dropped")
                        .path(0)
                        .asText())
                .isEqualTo("old_day");
        assertThat(client.post("/api/metrics/cleanup").json().path("dropped")).isEmpty();
        assertRefused(client.post("/api/metrics/cleanup?all=true"), 400, "/all");
    }
}
