package io.venturi.examples.tablecount;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The files to deploy: they are well-formed, agree with the program, and hold no secrets. */
class DeploymentTest {

    static final Path FILES = Path.of("deploy");

    private static final Pattern VARIABLE = Pattern.compile("\\b(?:PG|PUSHGATEWAY_|TABLE_COUNT_)[A-Z_]+\\b");

    private static List<Object> documents(String file) throws IOException {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        String text = Files.readString(FILES.resolve(file));
        return StreamSupport.stream(
                        new Yaml(new SafeConstructor(options)).loadAll(text).spliterator(), false)
                .toList();
    }

    static Stream<Path> manifests() throws IOException {
        try (Stream<Path> files = Files.list(FILES)) {
            return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList().stream();
        }
    }

    /** What is found along a path of keys and indexes. */
    private static Object at(Object document, Object... path) {
        Object here = document;
        for (Object step : path) {
            Object next = here instanceof Map<?, ?> map
                    ? map.get(step)
                    : here instanceof List<?> list && step instanceof Integer index ? list.get(index) : null;
            if (next == null) {
                throw new AssertionError("no " + step + " of " + List.of(path) + " in " + here);
            }
            here = next;
        }
        return here;
    }

    @ParameterizedTest
    @MethodSource("manifests")
    void everyManifestIsOneOfKubernetes(Path file) throws IOException {
        for (Object document : documents(file.getFileName().toString())) {
            assertThat(at(document, "apiVersion")).asString().isNotEmpty();
            assertThat(at(document, "kind")).asString().isNotEmpty();
            assertThat(at(document, "metadata", "name")).asString().matches("[a-z][a-z0-9-]*");
        }
    }

    @ParameterizedTest
    @MethodSource("manifests")
    void containersMayDoNothingThatTheyNeedNot(Path file) throws IOException {
        for (Object document : documents(file.getFileName().toString())) {
            Object pod =
                    switch (at(document, "kind").toString()) {
                        case "CronJob" -> at(document, "spec", "jobTemplate", "spec", "template", "spec");
                        case "Deployment" -> at(document, "spec", "template", "spec");
                        default -> null;
                    };
            if (pod != null) {
                assertIsConfined(pod);
            }
        }
    }

    private static void assertIsConfined(Object pod) {
        assertThat(at(pod, "automountServiceAccountToken")).isEqualTo(false);
        assertThat(at(pod, "securityContext", "runAsNonRoot")).isEqualTo(true);
        assertThat(at(pod, "securityContext", "seccompProfile", "type")).isEqualTo("RuntimeDefault");
        Object container = at(pod, "containers", 0);
        assertThat(at(container, "securityContext", "readOnlyRootFilesystem")).isEqualTo(true);
        assertThat(at(container, "securityContext", "allowPrivilegeEscalation")).isEqualTo(false);
        assertThat(at(container, "securityContext", "capabilities", "drop")).isEqualTo(List.of("ALL"));
        assertThat(at(container, "resources", "limits", "memory")).asString().isNotEmpty();
        assertThat(at(container, "resources", "requests", "cpu")).asString().isNotEmpty();
    }

    @Test
    void runsDoNotOverlapAndEnd() throws IOException {
        Object job = documents("cronjob.yaml").get(0);
        assertThat(at(job, "spec", "concurrencyPolicy")).isEqualTo("Forbid");
        assertThat(at(job, "spec", "jobTemplate", "spec", "backoffLimit")).isInstanceOf(Integer.class);
        assertThat((Integer) at(job, "spec", "jobTemplate", "spec", "activeDeadlineSeconds"))
                .isLessThan(900);
    }

    @Test
    void whatIsSetIsWhatTheProgramReads() throws IOException {
        Set<String> read = variables(Path.of("src/main/java"));
        Set<String> told = variables(FILES);
        assertThat(read).isNotEmpty();
        assertThat(told).as("read and told").containsExactlyInAnyOrderElementsOf(read);
    }

    private static Set<String> variables(Path root) throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(root)) {
            files = new ArrayList<>(walk.filter(Files::isRegularFile).toList());
        }
        Set<String> names = new HashSet<>();
        for (Path file : files) {
            VARIABLE.matcher(Files.readString(file))
                    .results()
                    .forEach(match -> names.add(match.group().replaceFirst("_FILE$", "")));
        }
        return names;
    }

    @Test
    void passwordsComeFromSecretsOnly() throws IOException {
        Object container = at(
                documents("cronjob.yaml").get(0), "spec", "jobTemplate", "spec", "template", "spec", "containers", 0);
        for (Object variable : (List<?>) at(container, "env")) {
            String name = at(variable, "name").toString();
            if (name.matches(".*(PASSWORD|TOKEN)")) {
                assertThat(at(variable, "valueFrom", "secretKeyRef", "name"))
                        .as(name)
                        .asString()
                        .isNotEmpty();
            }
        }
    }

    @Test
    @Tag("ci")
    void prometheusTakesTheScrapeConfiguration() throws Exception {
        assertThat(ExternalProgram.output(
                        "promtool",
                        "check",
                        "config",
                        FILES.resolve("prometheus.yml").toString()))
                .contains("is valid prometheus config file syntax");
    }
}
