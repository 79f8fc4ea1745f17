package io.venturi.examples.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.venturi.examples.deploy.Programs.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Dashboards are of Grafana's published types, which TypeScript's compiler checks. */
@Tag("ci")
class GrafanaSchemaTest {

    private static final Path SOURCES = Path.of("src", "test", "schema");
    private static final Path PROJECT = Path.of("target", "schema");
    private static final Path GENERATED = PROJECT.resolve("generated");

    @BeforeAll
    static void installTheTypes() throws IOException, InterruptedException {
        Files.createDirectories(GENERATED);
        try (Stream<Path> files = Files.list(SOURCES)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.writeString(PROJECT.resolve(file.getFileName()), Files.readString(file));
            }
        }
        Programs.succeeds(PROJECT, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund");
    }

    @Test
    void dashboardsAreOfGrafanasTypes() throws IOException, InterruptedException {
        write("", "");
        Programs.succeeds(PROJECT, "node_modules/.bin/tsc", "--project", ".");
    }

    /** The check can fail: an option that a panel does not have, and a value that an option does not take. */
    @Test
    void whatGrafanaDoesNotKnowIsFound() throws IOException, InterruptedException {
        assertThat(refusalOf("\"cellGap\":", "\"cellGapp\":")).contains("cellGapp");
        assertThat(refusalOf("\"drawStyle\": \"line\"", "\"drawStyle\": \"lines\""))
                .contains("lines");
    }

    private static String refusalOf(String right, String wrong) throws IOException, InterruptedException {
        write(right, wrong);
        Outcome outcome = Programs.run(PROJECT, "node_modules/.bin/tsc", "--project", ".");
        assertThat(outcome.exitCode()).isNotZero();
        return outcome.output();
    }

    private static void write(String right, String wrong) throws IOException {
        for (Map.Entry<String, String> file : Generated.texts("pipeline").entrySet()) {
            if (file.getKey().endsWith(".json")) {
                String name = Path.of(file.getKey()).getFileName().toString().replace(".json", ".ts");
                Files.writeString(
                        GENERATED.resolve(name),
                        "import type { VenturiDashboard } from \"../dashboard\";\nexport const dashboard: VenturiDashboard = "
                                + file.getValue().replace(right, wrong));
            }
        }
    }
}
