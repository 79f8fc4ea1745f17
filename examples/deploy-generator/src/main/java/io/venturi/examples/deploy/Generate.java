package io.venturi.examples.deploy;

import io.venturi.examples.deploy.settings.Profile;
import io.venturi.examples.deploy.settings.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The command behind {@code examples/deploy/generate.sh}. */
public final class Generate {

    private static final int REFUSED = 2;
    private static final int FAILED = 1;

    private String namespace = "pipeline";
    private String runbook = "";
    private String groupLabels = "";
    private Profile profile = Profile.USUAL;
    private Path output = Path.of("examples", "deploy");
    private final Map<String, String> scaled = new LinkedHashMap<>();
    private final Map<String, String> set = new LinkedHashMap<>();

    private Generate() {}

    /** Writes the files, and says how many. */
    public static void main(String[] args) {
        Generate command = new Generate();
        try {
            command.read(args);
            DeployFiles files = DeployFiles.of(command.settings());
            files.writeTo(command.output);
            System.out.println(files.texts().size() + " files for the namespace " + command.namespace + " are in "
                    + command.output);
        } catch (IllegalArgumentException e) {
            System.err.println("generate: " + e.getMessage());
            System.exit(REFUSED);
        } catch (IOException e) {
            System.err.println("generate: cannot write below " + command.output + ": " + e);
            System.exit(FAILED);
        }
    }

    private void read(String... args) {
        for (int i = 0; i < args.length; i += 2) {
            if (i + 1 == args.length) {
                throw new IllegalArgumentException(args[i] + " has no value, see examples/deploy/README.md");
            }
            option(args[i], args[i + 1]);
        }
    }

    private void option(String option, String value) {
        switch (option) {
            case "--namespace" -> namespace = value;
            case "--output" -> output = Path.of(value);
            case "--runbook" -> runbook = value;
            case "--scaled" -> put(scaled, option, value);
            case "--group-labels" -> groupLabels = value;
            case "--profile" -> profile = profile(value);
            case "--set" -> put(set, option, value);
            default -> throw new IllegalArgumentException(option + " is not an option, see examples/deploy/README.md");
        }
    }

    private static void put(Map<String, String> values, String option, String pair) {
        String[] parts = pair.split("=", 2);
        if (parts.length < 2) {
            throw new IllegalArgumentException(option + " " + pair + " is refused: use NAME=VALUE");
        }
        values.put(parts[0], parts[1]);
    }

    private static Profile profile(String value) {
        return switch (value) {
            case "usual" -> Profile.USUAL;
            case "demo" -> Profile.DEMO;
            default -> throw new IllegalArgumentException("--profile " + value + " is refused: use usual or demo");
        };
    }

    private Settings settings() {
        Settings settings = Settings.of(namespace, profile);
        if (!runbook.isEmpty()) {
            settings = settings.withRunbook(runbook);
        }
        if (!groupLabels.isEmpty()) {
            settings = settings.withGroupLabels(groupLabels);
        }
        for (Map.Entry<String, String> entry : scaled.entrySet()) {
            settings = settings.withScaled(entry.getKey(), entry.getValue());
        }
        for (Map.Entry<String, String> entry : set.entrySet()) {
            settings = settings.with(entry.getKey(), entry.getValue());
        }
        return settings;
    }
}
