package io.venturi.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** {@code docs/openapi.yaml}: what calls there are, and what their answers look like. */
final class ApiDocument {

    static final Path FILE = Path.of("..", "docs", "openapi.yaml");

    private static final JsonSchemaFactory SCHEMAS = JsonSchemaFactory.getInstance(VersionFlag.V202012);
    private static final SchemaValidatorsConfig CONFIG =
            SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();
    private static final JsonNode ROOT = read();
    private static final Map<String, JsonSchema> KNOWN = new ConcurrentHashMap<>();

    private ApiDocument() {}

    private static JsonNode read() {
        try {
            return new ObjectMapper(new YAMLFactory()).readTree(FILE.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode root() {
        return ROOT;
    }

    /** All calls: {@code GET /api/metrics}. */
    static Set<String> calls() {
        Set<String> calls = new TreeSet<>();
        ROOT.get("paths").properties().forEach(path -> path.getValue()
                .fieldNames()
                .forEachRemaining(method -> calls.add(method.toUpperCase(Locale.ROOT) + ' ' + path.getKey())));
        return calls;
    }

    /** An answer to a call that is served is one that the document tells of, in status, type and content. */
    static void assertDescribes(String method, String path, int status, String contentType, byte[] body) {
        String template = template(path);
        JsonNode operation = ROOT.at("/paths/" + escaped(template) + '/' + method.toLowerCase(Locale.ROOT));
        if (operation.isMissingNode()) {
            assertThat(status).as(method + ' ' + path).isIn(404, 405);
            return;
        }
        JsonNode response = resolved(operation.get("responses").path(Integer.toString(status)));
        assertThat(response.isMissingNode())
                .as("answer %d to %s %s is not described", status, method, path)
                .isFalse();
        String type = contentType.split(";", 2)[0];
        JsonNode schema = response.path("content").path(type).path("schema");
        assertThat(schema.isMissingNode())
                .as("%s of answer %d to %s %s is not described", type, status, method, path)
                .isFalse();
        if (type.endsWith("json")) {
            assertThat(flaws(schema, body))
                    .as(method + ' ' + path + ' ' + status + ": " + new String(body, StandardCharsets.UTF_8))
                    .isEmpty();
        }
    }

    private static String template(String path) {
        return path.replaceAll("^/api/runtime/[^/]+/metrics$", "/api/runtime/{runtime_id}/metrics")
                .replaceAll("^/api/tables/daily/[^/]+$", "/api/tables/daily/{date}");
    }

    private static String escaped(String template) {
        return template.replace("~", "~0").replace("/", "~1");
    }

    private static JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? ROOT.at(node.get("$ref").asText().substring(1)) : node;
    }

    /** What a body has that is against a request's schema, by the path of the operation. */
    static Set<ValidationMessage> flawsOfRequest(String method, String path, byte[] body) {
        JsonNode operation = ROOT.at("/paths/" + escaped(path) + '/' + method);
        return flaws(operation.at("/requestBody/content/application~1json/schema"), body);
    }

    private static Set<ValidationMessage> flaws(JsonNode schema, byte[] body) {
        try {
            JsonSchema known = KNOWN.computeIfAbsent(schema.toString(), unknown -> {
                ObjectNode whole = new ObjectMapper().createObjectNode();
                whole.set("components", ROOT.get("components"));
                whole.setAll((ObjectNode) schema);
                return SCHEMAS.getSchema(whole, CONFIG);
            });
            return known.validate(new ObjectMapper().readTree(body));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
