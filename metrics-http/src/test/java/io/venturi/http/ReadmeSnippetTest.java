package io.venturi.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.venturi.CdcMeters;
import io.venturi.CdcTableMeters;
import io.venturi.Operation;
import io.venturi.PipelineMetrics;
import io.venturi.PipelineState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The README's ten lines compile, run, and are these. */
class ReadmeSnippetTest {

    private static final Path README = Path.of("..", "README.md");
    private static final Path THIS = Path.of("src/test/java/io/venturi/http/ReadmeSnippetTest.java");

    private interface Append {
        void commit();
    }

    @Test
    void itMetersAPipeline() {
        Queue<String> queue = new ArrayDeque<>();
        Append append = () -> {};
        int port = 0;
        long sourceMillis = 1_790_000_000_000L;

        // snippet
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        PipelineMetrics metrics =
                PipelineMetrics.builder(registry).namespace("shop").build();
        MetricsServer server = MetricsServer.start(registry, port); // http://127.0.0.1:9404/metrics
        CdcMeters cdc = metrics.cdc("orders-db");
        cdc.state(PipelineState.RUNNING);
        CdcTableMeters orders = cdc.table("public.orders"); // a bound handle: keep it
        metrics.buffer("orders-db").depth(queue, Queue::size).capacity(10_000);
        orders.received(Operation.INSERT, sourceMillis); // entered the pipeline
        orders.processed(Operation.INSERT, sourceMillis); // acknowledged downstream
        metrics.iceberg("orders-db").table("lake.orders").commit(() -> append.commit()); // timed, classified, rethrown
        // end

        server.close();
        assertThat(registry.scrape())
                .contains(
                        "shop_cdc_events_total{operation=\"INSERT\",source=\"orders-db\",table=\"public.orders\"} 1.0",
                        "shop_iceberg_commits_total{source=\"orders-db\",table=\"lake.orders\"} 1.0",
                        "shop_buffer_capacity{source=\"orders-db\"} 10000.0");
    }

    @Test
    void theReadmeShowsTheseLines() throws IOException {
        String snippet = between(Files.readString(THIS), "// snippet\n", "        // end")
                .lines()
                .map(String::strip)
                .collect(Collectors.joining("\n"))
                .replace("=\n", "= ") // the formatter wraps what the README does not
                .replace("registry, port)", "registry, 9404)");
        assertThat(Files.readString(README)).contains("```java\n" + snippet + "\n```");
    }

    private static String between(String text, String begin, String end) {
        int from = text.indexOf(begin) + begin.length();
        return text.substring(from, text.indexOf(end, from));
    }
}
