package io.venturi.http;

import static io.venturi.http.Wire.get;
import static io.venturi.http.Wire.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class AccessTest {

    private static final String TOKEN = "s3cr3t-t0ken";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    private MetricsServer.Builder server() {
        return MetricsServer.builder(registry).port(0);
    }

    @Test
    void aTokenOpensAndNothingElseDoes() {
        try (MetricsServer server = server().bearerToken(TOKEN).start()) {
            assertThat(status(server, "Bearer " + TOKEN)).isEqualTo(200);
            assertThat(status(server, "bearer  " + TOKEN)).isEqualTo(200);
            for (String wrong : List.of(
                    "Bearer",
                    "Bearer ",
                    "Bearer x",
                    "Bearer " + TOKEN + "x",
                    "Bearer s3cr3t",
                    TOKEN,
                    "Basic " + TOKEN)) {
                assertThat(status(server, wrong)).as(wrong).isEqualTo(401);
            }
        }
    }

    @Test
    void refusalsSayWhatIsAskedForAndNothingMore() {
        try (MetricsServer server = server().bearerToken(TOKEN).start()) {
            HttpResponse<byte[]> none = get(server.uri());
            HttpResponse<byte[]> wrong = get(server.uri(), "Authorization", "Bearer nearly");
            HttpResponse<byte[]> elsewhere = get(server.uri().resolve("/elsewhere"));
            for (HttpResponse<byte[]> response : List.of(none, wrong, elsewhere)) {
                assertThat(response.statusCode()).isEqualTo(401);
                assertThat(response.headers().firstValue("WWW-Authenticate")).contains("Bearer realm=\"metrics\"");
                assertThat(text(response)).isEqualTo("Unauthorized.\n");
            }
            assertThat(get(server.uri().resolve("/healthz")).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void nameAndPasswordOpen() {
        try (MetricsServer server =
                server().basicAuthentication("prom", "pässword:1").start()) {
            assertThat(status(server, basic("prom:pässword:1"))).isEqualTo(200);
            for (String wrong : List.of(
                    basic("prom:"),
                    basic("prom"),
                    basic("Prom:pässword:1"),
                    basic("prom:pässword:12"),
                    "Basic !!!",
                    "Basic ")) {
                assertThat(status(server, wrong)).as(wrong).isEqualTo(401);
            }
            assertThat(get(server.uri()).headers().firstValue("WWW-Authenticate"))
                    .contains("Basic realm=\"metrics\"");
        }
    }

    @Test
    void eitherOpensWhereBothAreSet() {
        try (MetricsServer server =
                server().basicAuthentication("prom", "p").bearerToken(TOKEN).start()) {
            assertThat(status(server, basic("prom:p"))).isEqualTo(200);
            assertThat(status(server, "Bearer " + TOKEN)).isEqualTo(200);
            assertThat(status(server, "Bearer p")).isEqualTo(401);
        }
    }

    @Test
    void addressesThatAreNotAllowedAreRefusedEverywhere() throws IOException {
        try (MetricsServer server = server().allow("127.0.0.1", "10.0.0.0/8").start()) {
            assertThat(get(server.uri()).statusCode()).isEqualTo(200);
            for (String path : List.of("/metrics", "/healthz", "/elsewhere")) {
                assertThat(from("127.0.0.2", server.uri(), path))
                        .startsWith("HTTP/1.1 403 ")
                        .endsWith("Forbidden.\n");
            }
        }
    }

    @Test
    void whoIsRefusedWithABodyStillGetsTheAnswerAndKeepsTheConnection() throws IOException {
        MountedHandler never = new MountedHandler() {
            @Override
            public void checkAddress(InetSocketAddress address) {}

            @Override
            public void handle(HttpExchange exchange) {
                throw new AssertionError("served");
            }
        };
        byte[] body = new byte[1 << 20]; // more than the JDK's server reads by itself
        String request = "POST /api HTTP/1.1\r\nHost: h\r\nContent-Length: " + body.length + "\r\n\r\n";
        try (MetricsServer server =
                        server().allow("10.0.0.0/8").handler("/api", never).start();
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout((int) Wire.PATIENCE.toMillis());
            for (int call = 0; call < 2; call++) {
                socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
                socket.getOutputStream().write(body);
                assertThat(answer(socket)).startsWith("HTTP/1.1 403 ").endsWith("Forbidden.\n");
            }
        }
    }

    /** An answer whose body is one line. */
    private static String answer(Socket socket) throws IOException {
        StringBuilder answer = new StringBuilder();
        int emptyLine = -1;
        while (emptyLine < 0 || answer.charAt(answer.length() - 1) != '\n' || answer.length() == emptyLine + 4) {
            int next = socket.getInputStream().read();
            assertThat(next).as("after %s", answer).isNotNegative();
            answer.append((char) next);
            emptyLine = answer.indexOf("\r\n\r\n");
        }
        return answer.toString();
    }

    @Test
    void rangesHoldWhatTheirBitsSay() throws IOException {
        assertThat(range("10.0.0.0/8", "10.255.1.2")).isTrue();
        assertThat(range("10.0.0.0/8", "11.0.0.0")).isFalse();
        assertThat(range("10.1.2.0/23", "10.1.3.255")).isTrue();
        assertThat(range("10.1.2.0/23", "10.1.4.0")).isFalse();
        assertThat(range("10.1.2.3", "10.1.2.3")).isTrue();
        assertThat(range("10.1.2.3", "10.1.2.2")).isFalse();
        assertThat(range("0.0.0.0/0", "203.0.113.9")).isTrue();
        assertThat(range("0.0.0.0/0", "::1")).isFalse();
        assertThat(range("fd00::/9", "fd7f::1")).isTrue();
        assertThat(range("fd00::/9", "fd80::1")).isFalse();
        assertThat(range("::1", "0:0:0:0:0:0:0:1")).isTrue();
    }

    @Test
    void whatIsNoAddressIsRefused() {
        for (String text : List.of(
                "",
                "localhost",
                "10.0.0",
                "10.0.0.0/33",
                "10.0.0.0/",
                "10.0.0.0/-1",
                "::/129",
                "1.2.3.4.5",
                "256.1.1.1",
                ":::")) {
            assertThatThrownBy(() -> server().allow(text))
                    .as(text)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("'" + text + "'");
        }
        assertThatThrownBy(() -> server().allow()).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void secretsAreInNoMessage() {
        assertThatThrownBy(() -> server().bearerToken("two words"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("words");
        assertThatThrownBy(() -> server().bearerToken("")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> server().bearerToken(TOKEN).bearerToken("other"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("bearerToken")
                .hasMessageNotContaining(TOKEN)
                .hasMessageNotContaining("other");
        assertThatThrownBy(() -> server().basicAuthentication("a:b", "hidden"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("hidden");
        assertThatThrownBy(() -> server().basicAuthentication("a", "")).isInstanceOf(IllegalArgumentException.class);
    }

    private static int status(MetricsServer server, String authorization) {
        return get(server.uri(), "Authorization", authorization).statusCode();
    }

    private static String basic(String credentials) {
        return "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
    }

    private static boolean range(String range, String address) throws IOException {
        return AddressRange.parse(range).contains(InetAddress.getAllByName(address)[0]);
    }

    private static String from(String address, URI uri, String path) throws IOException {
        InetAddress local = InetAddress.getAllByName(address)[0];
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), uri.getPort(), local, 0)) {
            socket.setSoTimeout((int) Wire.PATIENCE.toMillis());
            String request = "GET " + path + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return Wire.readAll(socket);
        }
    }
}
