package io.venturi.examples.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.venturi.examples.deploy.settings.Profile;
import io.venturi.examples.deploy.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files in {@code examples/deploy} are what the generator writes. */
class ShippedFilesTest {

    private static final String MEND = "run: examples/deploy/generate.sh";

    @Test
    void theShippedFilesAreTheGeneratorsOutput() throws IOException {
        Map<String, String> generated = Generated.texts("pipeline");
        Map<String, String> shipped = new TreeMap<>();
        for (Path path : shippedFiles()) {
            String name = Generated.SHIPPED.relativize(path).toString().replace('\\', '/');
            shipped.put(name, Files.readString(path));
        }
        assertThat(shipped.keySet()).as(MEND).isEqualTo(generated.keySet());
        generated.forEach(
                (path, text) -> assertThat(shipped).as("%s: %s", path, MEND).containsEntry(path, text));
    }

    /** All but what is written by hand. */
    private static List<Path> shippedFiles() throws IOException {
        try (Stream<Path> files = Files.walk(Generated.SHIPPED)) {
            return files.filter(Files::isRegularFile)
                    .filter(path -> !path.endsWith("README.md") && !path.endsWith("generate.sh"))
                    .toList();
        }
    }

    @Test
    void whatIsGeneratedIsTheSameEachTime() {
        assertThat(Generated.texts("shop")).isEqualTo(Generated.texts("shop"));
    }

    /** With the namespace's name back in its place, no file differs: nothing is made for one namespace alone. */
    @Test
    void anotherNamespaceGetsTheSameFiles() {
        Map<String, String> other = new TreeMap<>(Generated.texts("zz9_q"));
        other.replaceAll((path, text) -> text.replace("zz9_q", "shop").replace("zz9-q", "shop"));
        assertThat(other).isEqualTo(Generated.texts("shop"));
    }

    @Test
    void replicasFollowTheFiguresOfTheirOwnDeployment() {
        Settings settings = Settings.of("shop", Profile.USUAL)
                .withScaled("namespace", "live")
                .withScaled("job", "api");
        assertThat(DeployFiles.of(settings).texts().get("kubernetes/scaledobject.yaml"))
                .contains(":shop_cdc_events_in_flight:sum{job=\"api\",namespace=\"live\"} >= 0")
                .contains(":shop_cdc_lag_seconds:max{job=\"api\",namespace=\"live\"} >= 0");
    }

    @Test
    void filesAreWrittenBelowTheDirectoryThatIsGiven(@TempDir Path directory) throws IOException {
        DeployFiles files = DeployFiles.of(Settings.of("shop", Profile.DEMO));
        files.writeTo(directory.resolve("new"));
        for (Map.Entry<String, String> file : files.texts().entrySet()) {
            assertThat(directory.resolve("new").resolve(file.getKey()))
                    .content()
                    .isEqualTo(file.getValue());
        }
    }
}
