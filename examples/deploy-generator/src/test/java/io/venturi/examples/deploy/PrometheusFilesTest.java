package io.venturi.examples.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.venturi.examples.deploy.Programs.Outcome;
import io.venturi.examples.deploy.settings.Profile;
import io.venturi.examples.deploy.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Prometheus and Alertmanager take the files, and each alert fires when it should, and only then. */
@Tag("ci")
class PrometheusFilesTest {

    @TempDir
    Path directory;

    @Test
    void rulesAndTheirUnitTestsPass() throws IOException, InterruptedException {
        passes(Settings.of("pipeline", Profile.USUAL));
    }

    @Test
    void rulesOfAnotherNamespaceWithTheDemosWindowsPass() throws IOException, InterruptedException {
        passes(Settings.of("shop_2", Profile.DEMO));
    }

    @Test
    void rulesWithOtherThresholdsPass() throws IOException, InterruptedException {
        passes(Settings.of("shop", Profile.DEMO)
                .with("lag-high", "90")
                .with("api-latency", "1")
                .with("api-error-budget", "0.01")
                .with("window", "1m")
                .withGroupLabels("job"));
    }

    @Test
    void rulesThatTellDeploymentsApartByOtherLabelsPass() throws IOException, InterruptedException {
        passes(Settings.of("shop", Profile.DEMO).withGroupLabels("job,region,tenant_id"));
    }

    /** The check can fail: rules that forget where a figure is from say nothing of the one that is ill, or not which it is. */
    @Test
    void aRuleThatMixesDeploymentsOrReplicasIsFound() throws IOException, InterruptedException {
        DeployFiles.of(Settings.of("shop", Profile.DEMO)).writeTo(directory);
        Path rules = directory.resolve("prometheus/rules/pipeline.yml");
        String right = Files.readString(rules);
        for (String label : List.of("namespace, ", "instance, ")) {
            Files.writeString(rules, right.replaceFirst(label, ""));
            Outcome outcome = Programs.run(
                    directory.resolve("prometheus"), "promtool", "test", "rules", "tests/pipeline-test.yml");
            assertThat(outcome.exitCode()).as(label).isNotZero();
            assertThat(outcome.output()).contains("CdcPipelineDown fires beside others that fare well");
        }
    }

    private void passes(Settings settings) throws IOException, InterruptedException {
        DeployFiles.of(settings).writeTo(directory);
        Path prometheus = directory.resolve("prometheus");
        Programs.succeeds(prometheus, "promtool", "check", "config", "prometheus.yml");
        List<String> command = new ArrayList<>(List.of("promtool", "test", "rules"));
        command.addAll(tests(prometheus));
        Programs.succeeds(prometheus, command.toArray(String[]::new));
        Programs.succeeds(directory, "amtool", "check-config", "alertmanager/alertmanager.yml");
    }

    private static List<String> tests(Path prometheus) throws IOException {
        try (Stream<Path> files = Files.list(prometheus.resolve("tests"))) {
            return files.map(prometheus::relativize)
                    .map(Path::toString)
                    .sorted()
                    .toList();
        }
    }

    /** The check can fail: an alert with another threshold does not pass. */
    @Test
    void aRuleThatFiresTooSoonIsFound() throws IOException, InterruptedException {
        DeployFiles.of(Settings.of("shop", Profile.DEMO)).writeTo(directory);
        Path rules = directory.resolve("prometheus/rules/buffer.yml");
        Files.writeString(
                rules,
                Files.readString(rules).replace("shop_buffer_stuck_events) > 0", "shop_buffer_stuck_events) >= 0"));
        Outcome outcome =
                Programs.run(directory.resolve("prometheus"), "promtool", "test", "rules", "tests/buffer-test.yml");
        assertThat(outcome.exitCode()).isNotZero();
        assertThat(outcome.output()).contains("BufferEventsStuck does not fire");
    }
}
