package io.venturi.jdbc.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.venturi.PipelineMetrics;
import io.venturi.jdbc.MetricsSchema;
import io.venturi.jdbc.TestDatabase;
import io.venturi.prometheus.VenturiPrometheusRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The README's lines about the history compile, run, and are these. */
class ReadmeSnippetTest {

    private static final Path README = Path.of("..", "README.md");
    private static final Path THIS = Path.of("src/test/java/io/venturi/jdbc/store/ReadmeSnippetTest.java");

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    @Test
    void itKeepsTheHistory(@TempDir Path spool) throws Exception {
        DataSource dataSource = database.dataSource();
        MeterRegistry registry = new VenturiPrometheusRegistry(PrometheusConfig.DEFAULT);
        PipelineMetrics metrics = PipelineMetrics.builder(registry).build();
        registry.counter("orders").increment(3);

        // snippet
        MetricsSchema.install(dataSource, "metrics"); // tables, views and functions
        MetricStore store = MetricStore.builder(dataSource, "metrics")
                .runtime("worker_pool", "orders-writer-1")
                .spoolDirectory(spool) // what waits here survives outages and restarts
                .build();
        store.bindTo(metrics); // the store's own figures
        RegistryHistory history = RegistryHistory.builder(registry, store).start(); // every 10 s
        StoreMaintenance maintenance =
                StoreMaintenance.builder(dataSource, "metrics", metrics).build();
        maintenance.start(); // partitions, retention
        // end

        history.close();
        maintenance.close();
        store.close();
        assertThat(database.number("SELECT max(metric_value) FROM metrics.metric WHERE metric_name = 'orders_total'"))
                .isEqualTo(3);
    }

    @Test
    void theReadmeShowsTheseLines() throws Exception {
        String snippet = between(Files.readString(THIS), "// snippet\n", "        // end")
                .lines()
                .map(line -> line.substring(Math.min(8, line.length())))
                .collect(Collectors.joining("\n"));
        assertThat(Files.readString(README)).contains("```java\n" + snippet + "\n```");
    }

    private static String between(String text, String begin, String end) {
        int from = text.indexOf(begin) + begin.length();
        return text.substring(from, text.indexOf(end, from));
    }
}
