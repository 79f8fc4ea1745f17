package io.venturi.http.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.venturi.http.Credentials;
import io.venturi.http.MetricsServer;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Nobody from elsewhere writes without being asked who they are, and options that make no sense are refused. */
class ApiExposureTest {

    @RegisterExtension
    static final HistoryDatabase database = new HistoryDatabase();

    private static final String COMPONENT = "{\"component_type\": \"a\", \"name\": \"intruder\"}";

    @TempDir
    private Path directory;

    @BeforeEach
    void forget() throws SQLException {
        database.execute("DELETE FROM metrics.runtime");
    }

    private static MetricsApi.Builder api() {
        return MetricsApi.builder(database.dataSource(), HistoryDatabase.SCHEMA);
    }

    private static MetricsServer.Builder server(MetricsApi api) {
        return MetricsServer.builder(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT))
                .port(0)
                .handler("/api", api.httpHandler());
    }

    private static long components() throws SQLException {
        return database.number("SELECT count(*) FROM metrics.runtime");
    }

    @Test
    void listeningBeyondThisHostTakesAnAuthenticator() throws Exception {
        HttpServer everywhere = HttpServer.create(new InetSocketAddress("0.0.0.0", 0), 0);
        try {
            assertThatIllegalStateException()
                    .isThrownBy(() -> api().build().install(everywhere))
                    .withMessageContaining("address is")
                    .withMessageContaining("writer(credentials)")
                    .withMessageContaining("readOnly()")
                    .withMessageContaining("127.0.0.1");
            api().readOnly().build().install(everywhere);
        } finally {
            everywhere.stop(0);
        }
        assertThatIllegalStateException()
                .isThrownBy(() -> server(api().build()).address("0.0.0.0").start())
                .withMessageContaining("0.0.0.0");
        server(api().reader(Credentials.bearer("r"))
                        .writer(Credentials.bearer("w"))
                        .build())
                .address("0.0.0.0")
                .start()
                .close();
        server(api().build()).start().close();
    }

    @Test
    void whatComesThroughAProxyOrABrowserIsNotThisHost() throws SQLException {
        for (ApiHost.Kind kind : new ApiHost.Kind[] {ApiHost::jdk, ApiHost::tomcat}) {
            try (ApiHost host = kind.start(api().build(), directory)) {
                ApiClient client = new ApiClient(host.base());
                for (String header :
                        new String[] {"X-Forwarded-For", "X-Forwarded-Proto", "X-Real-IP", "Forwarded", "Via"}) {
                    ApiClient.Reply reply = client.with(header, "203.0.113.9").put("/api/runtime", COMPONENT);
                    assertThat(reply.status()).as(header).isEqualTo(403);
                    assertThat(reply.detail()).contains("MetricsApi.Builder.writer");
                    assertThat(client.with(header, "203.0.113.9")
                                    .get("/api/runtime")
                                    .status())
                            .isEqualTo(200);
                }
                assertThat(components()).isZero();
            }
        }
    }

    @Test
    void pagesOfOtherSitesDoNotWriteEvenWithCredentials() throws SQLException {
        MetricsApi api = api().reader(Credentials.bearer("r"))
                .writer(Credentials.bearer("w"))
                .build();
        for (ApiHost.Kind kind : new ApiHost.Kind[] {ApiHost::jdk, ApiHost::tomcat}) {
            try (ApiHost host = kind.start(api, directory)) {
                ApiClient writer = new ApiClient(host.base()).with("Authorization", "Bearer w");
                for (String[] header : new String[][] {
                    {"Sec-Fetch-Site", "cross-site"},
                    {"Sec-Fetch-Site", "same-site"},
                    {"Origin", "http://evil.example"},
                    {"Origin", "null"},
                    {"Origin", "http://127.0.0.1:1"}
                }) {
                    assertThat(writer.with(header)
                                    .put("/api/runtime", COMPONENT)
                                    .status())
                            .as(String.join(": ", header))
                            .isEqualTo(403);
                }
                assertThat(components()).isZero();
                assertThat(writer.with(
                                        "Sec-Fetch-Site",
                                        "same-origin",
                                        "Origin",
                                        host.base().toString())
                                .put("/api/runtime", COMPONENT)
                                .status())
                        .isEqualTo(200);
            }
            forget();
        }
    }

    /** As a name server can make it be called, for a page whose browser runs here. */
    @Test
    void anotherNameOfThisHostIsRefusedWithoutAnAuthenticator() throws Exception {
        try (ApiHost host = ApiHost.jdk(api().build(), directory)) {
            String name = "rebound.example";
            assertThat(raw(host, "GET /api/runtime HTTP/1.1\r\nHost: " + name)).startsWith("HTTP/1.1 403");
            assertThat(raw(host, "POST /api/metrics/cleanup HTTP/1.1\r\nHost: " + name))
                    .startsWith("HTTP/1.1 403");
            for (String own : new String[] {"localhost", "LOCALHOST:80", "127.1.2.3:8080", "[::1]:8080"}) {
                assertThat(raw(host, "GET /api/runtime HTTP/1.1\r\nHost: " + own))
                        .startsWith("HTTP/1.1 200");
            }
        }
        MetricsApi open = api().readOnly().anyoneReads().build();
        try (ApiHost host = ApiHost.jdk(open, directory)) {
            assertThat(raw(host, "GET /api/runtime HTTP/1.1\r\nHost: metrics.example"))
                    .startsWith("HTTP/1.1 200");
        }
    }

    private static String raw(ApiHost host, String head) throws IOException {
        try (Socket socket = new Socket(host.base().getHost(), host.base().getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write((head + "\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** By an address of this host that is not its loopback one, if it has one. */
    @Test
    void anotherAddressThanTheLoopbackOneIsNotThisHost() throws Exception {
        Optional<InetAddress> other = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
                .map(InetAddress.class::cast)
                .findFirst();
        assumeTrue(other.isPresent(), "this host has its loopback address only");
        HttpServer everywhere = HttpServer.create(new InetSocketAddress("0.0.0.0", 0), 0);
        everywhere.createContext("/api", api().build().httpHandler());
        everywhere.start();
        try {
            URI base = URI.create("http://" + other.get().getHostAddress() + ':'
                    + everywhere.getAddress().getPort());
            assertThat(new ApiClient(base).put("/api/runtime", COMPONENT).status())
                    .isEqualTo(403);
            assertThat(components()).isZero();
        } finally {
            everywhere.stop(0);
        }
    }

    @Test
    void readOnlyIsReadOnly() throws SQLException {
        try (ApiHost host = ApiHost.jdk(api().readOnly().build(), directory)) {
            ApiClient client = new ApiClient(host.base());
            assertThat(client.get("/api/runtime").status()).isEqualTo(200);
            assertThat(client.put("/api/runtime", COMPONENT).status()).isEqualTo(403);
            assertThat(components()).isZero();
        }
    }

    @Test
    void theHostCanDecideByItself() throws SQLException {
        MetricsApi api = api().authenticator(caller -> caller.authorization() == null
                        ? null
                        : caller.authorization().equals("Custom all")
                                ? EnumSet.allOf(ApiPermission.class)
                                : EnumSet.noneOf(ApiPermission.class))
                .build();
        try (ApiHost host = ApiHost.jdk(api, directory)) {
            ApiClient client = new ApiClient(host.base());
            assertThat(client.get("/api/runtime").status()).isEqualTo(401);
            assertThat(client.with("Authorization", "Custom none")
                            .get("/api/runtime")
                            .status())
                    .isEqualTo(403);
            assertThat(client.with("Authorization", "Custom all")
                            .put("/api/runtime", COMPONENT)
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void anyoneReadsWhereThatIsSaid() {
        MetricsApi api = api().writer(Credentials.bearer("w")).anyoneReads().build();
        try (ApiHost host = ApiHost.jdk(api, directory)) {
            assertThat(new ApiClient(host.base()).get("/api/runtime").status()).isEqualTo(200);
            assertThat(new ApiClient(host.base()).put("/api/runtime", COMPONENT).status())
                    .isEqualTo(401);
        }
    }

    @Test
    void optionsThatMakeNoSenseAreRefused() {
        Credentials some = Credentials.bearer("t");
        assertThatIllegalStateException()
                .isThrownBy(() -> api().writer(some).build())
                .withMessageContaining("reader is not");
        assertThatIllegalStateException()
                .isThrownBy(() -> api().readOnly().writer(some).reader(some).build())
                .withMessageContaining("readOnly is set");
        assertThatIllegalStateException()
                .isThrownBy(() -> api().reader(some).anyoneReads().build())
                .withMessageContaining("anyoneReads");
        assertThatIllegalStateException()
                .isThrownBy(
                        () -> api().reader(some).authenticator(caller -> null).build())
                .withMessageContaining("authenticator is set");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> api().maxBodyBytes(10))
                .withMessageContaining("maxBodyBytes is 10; give 1024 to");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> api().staleness(Duration.ZERO))
                .withMessageContaining("staleness is PT0S");
        assertThatIllegalStateException().isThrownBy(() -> api().maxSeries(1).maxSeries(2));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MetricsApi.builder(database.dataSource(), "").build());
        MetricsApi api = api().build();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> server(api).handler("/api", api.httpHandler()))
                .withMessageContaining("/api already");
        assertThatIllegalArgumentException().isThrownBy(() -> server(api).handler("/healthz", api.httpHandler()));
        assertThatIllegalStateException()
                .isThrownBy(() -> server(api).path("/api").start())
                .withMessageContaining("path is /api");
    }
}
