package io.venturi.examples.deploy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.venturi.examples.deploy.settings.Profile;
import io.venturi.examples.deploy.settings.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What tests ask of the generated files. */
final class Generated {

    static final Path SHIPPED = Path.of("..", "deploy");

    private Generated() {}

    static Map<String, String> texts(String namespace) {
        return DeployFiles.of(Settings.of(namespace, Profile.USUAL)).texts();
    }

    /** The dashboards by their paths. */
    static Map<String, JsonNode> dashboards(String namespace) {
        Map<String, JsonNode> dashboards = new TreeMap<>();
        texts(namespace).forEach((path, text) -> {
            if (path.endsWith(".json")) {
                dashboards.put(path, json(text));
            }
        });
        return dashboards;
    }

    /** The panels of a dashboard, without the headings of rows. */
    static List<JsonNode> panels(JsonNode dashboard) {
        List<JsonNode> panels = new ArrayList<>();
        dashboard.get("panels").forEach(panel -> {
            if (!"row".equals(panel.get("type").asText())) {
                panels.add(panel);
            }
        });
        return panels;
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
