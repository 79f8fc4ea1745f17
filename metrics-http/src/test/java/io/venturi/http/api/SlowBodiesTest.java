package io.venturi.http.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.venturi.http.MetricsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who sends a body slowly is cut off, and stores nothing. */
class SlowBodiesTest {

    @RegisterExtension
    static final HistoryDatabase database = new HistoryDatabase();

    @Test
    void aBodyThatStopsIsCutOff() throws IOException, SQLException {
        MetricsApi api = MetricsApi.builder(database.dataSource(), HistoryDatabase.SCHEMA)
                .build();
        String before = database.everything();
        try (MetricsServer server = MetricsServer.builder(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT))
                        .port(0)
                        .clientTimeout(Duration.ofMillis(300))
                        .handler("/api", api.httpHandler())
                        .start();
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write(
                            ("PUT /api/runtime HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 60\r\n\r\n"
                                            + "{\"component_type\": \"a\", ")
                                    .getBytes(StandardCharsets.US_ASCII));

            assertThat(socket.getInputStream().readAllBytes()).isEmpty();
            assertThat(new ApiClient(server.uri()).get("/api/runtime").status()).isEqualTo(200);
        }
        assertThat(database.everything()).isEqualTo(before);
    }

    /** Answers without a body fill the connection, too. */
    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS)
    void whoNeverReadsAnswersToHeadIsCutOff() throws IOException {
        MetricsApi api = MetricsApi.builder(database.dataSource(), HistoryDatabase.SCHEMA)
                .build();
        try (MetricsServer server = MetricsServer.builder(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT))
                        .port(0)
                        .clientTimeout(Duration.ofMillis(300))
                        .handler("/api", api.httpHandler())
                        .start();
                SocketChannel client = SocketChannel.open()) {
            client.setOption(StandardSocketOptions.SO_RCVBUF, 4_096);
            client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
            byte[] heads = "HEAD /api/none HTTP/1.1\r\nHost: localhost\r\n\r\n"
                    .repeat(1_000)
                    .getBytes(StandardCharsets.US_ASCII);

            // A thread that waits to write to a channel can be interrupted by the test's time limit.
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> {
                        while (true) {
                            client.write(ByteBuffer.wrap(heads));
                        }
                    })
                    .isNotInstanceOf(ClosedByInterruptException.class);
        }
    }

    @Test
    void aBodyThatDripsIsRefused() {
        AtomicLong nanos = new AtomicLong();
        InputStream dripping = new InputStream() {
            @Override
            public int read() {
                nanos.addAndGet(Duration.ofMillis(600).toNanos());
                return ' ';
            }

            @Override
            public int read(byte[] into, int offset, int length) {
                into[offset] = (byte) read();
                return 1;
            }
        };
        ApiLimits limits = new ApiLimits(
                1_000_000, Duration.ofSeconds(10), 1, 1, 1, 1, Duration.ofDays(1), Duration.ofMinutes(1), 1);

        RequestBody body = new RequestBody(new GivenCall(dripping), limits, nanos::get);

        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> body.json(json -> json))
                .satisfies(refusal -> assertThat(refusal.status()).isEqualTo(408))
                .withMessageContaining("PT10S");
    }
}
