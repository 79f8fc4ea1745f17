package io.venturi.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.venturi.http.Credentials;
import io.venturi.http.MetricsServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The README's lines about the API compile, run, and are these. */
class ReadmeSnippetTest {

    private static final Path README = Path.of("..", "README.md");
    private static final Path THIS = Path.of("src/test/java/io/venturi/http/api/ReadmeSnippetTest.java");

    @RegisterExtension
    static final HistoryDatabase database = new HistoryDatabase();

    @Test
    void itServesTheHistory() {
        DataSource dataSource = database.dataSource();
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        String readToken = "r";
        String writeToken = "w";
        int port = 0;

        // snippet
        MetricsApi api = MetricsApi.builder(dataSource, "metrics")
                .reader(Credentials.bearer(readToken))
                .writer(Credentials.bearer(writeToken))
                .build();
        MetricsServer server = MetricsServer.builder(registry)
                .address("0.0.0.0")
                .port(port)
                .handler("/api", api.httpHandler())
                .start();
        // end

        ApiClient client = new ApiClient(server.uri());
        assertThat(client.get("/api/runtime").status()).isEqualTo(401);
        assertThat(client.with("Authorization", "Bearer r").get("/api/runtime").status())
                .isEqualTo(200);
        server.close();
    }

    @Test
    void theReadmeShowsTheseLines() throws IOException {
        String snippet = between(Files.readString(THIS), "// snippet\n", "        // end")
                .lines()
                .map(line -> line.substring(Math.min(8, line.length())))
                .collect(Collectors.joining("\n"))
                .replace("port(port)", "port(9404)");
        assertThat(Files.readString(README)).contains("```java\n" + snippet + "\n```");
    }

    private static String between(String text, String begin, String end) {
        int from = text.indexOf(begin) + begin.length();
        return text.substring(from, text.indexOf(end, from));
    }
}
