package io.venturi.jdbc.tables;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.venturi.PipelineMetrics;
import io.venturi.jdbc.MetricsSchema;
import io.venturi.jdbc.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The README's lines about table counts compile, run, and are these. */
class ReadmeSnippetTest {

    private static final Path README = Path.of("..", "README.md");
    private static final Path THIS = Path.of("src/test/java/io/venturi/jdbc/tables/ReadmeSnippetTest.java");

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    @Test
    void itCountsTables() throws Exception {
        database.execute(
                "CREATE TABLE orders AS SELECT 'pending' AS status FROM generate_series(1, 3)",
                "CREATE TABLE events (id bigint)");
        DataSource dataSource = database.dataSource();
        PipelineMetrics metrics =
                PipelineMetrics.builder(new SimpleMeterRegistry()).build();

        // snippet
        MetricsSchema.install(dataSource, "metrics"); // where the runs are kept
        TableCountCollector counts = TableCountCollector.builder(dataSource, metrics)
                .database("shop")
                .skipSchemas("metrics")
                .strategy("public.events", CountStrategy.estimate()) // others: count(*)
                .filter("pending", "public.orders", "status = 'pending'")
                .interval(Duration.ofMinutes(15))
                .store("metrics")
                .build();
        counts.start();
        // end

        database.await("SELECT EXISTS (SELECT FROM metrics.table_metrics_measurements WHERE row_count = 3)");
        counts.close();
        assertThat(database.text("SELECT filtered::text FROM metrics.table_metrics_measurements"
                        + " WHERE table_name = 'orders' ORDER BY run_id DESC LIMIT 1"))
                .isEqualTo("{\"pending\": 3}");
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
