package io.venturi.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** {@code docs/openapi.yaml} is OpenAPI, and tells of the calls that there are. */
class OpenApiTest {

    private static final MetricsApi API =
            MetricsApi.builder(new PGSimpleDataSource(), "metrics").build();

    @Test
    void itIsOpenApi() {
        ParseOptions options = new ParseOptions();
        options.setResolve(true);
        SwaggerParseResult parsed = new OpenAPIV3Parser().readLocation(ApiDocument.FILE.toString(), null, options);

        assertThat(parsed.getMessages()).isEmpty();
        assertThat(parsed.getOpenAPI().getOpenapi()).isEqualTo("3.1.0");
        assertThat(parsed.getOpenAPI().getPaths())
                .hasSameSizeAs(ApiDocument.root().get("paths"));
    }

    @Test
    void itTellsOfTheCallsThatAreServedAndOfNoOthers() {
        Set<String> served = API.routes().all().stream()
                .map(route -> route.method() + " /api" + route.template())
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(ApiDocument.calls()).isEqualTo(served);
    }

    @Test
    void itTellsWhichPermissionACallNeeds() {
        API.routes().all().forEach(route -> {
            JsonNode operation = ApiDocument.root()
                    .get("paths")
                    .get("/api" + route.template())
                    .get(route.method().toLowerCase(Locale.ROOT));
            assertThat(operation.get("description").asText())
                    .as(route.template())
                    .contains("Needs permission to " + (route.permission() == ApiPermission.READ ? "read" : "write"));
            assertThat(operation.get("responses").fieldNames())
                    .toIterable()
                    .as(route.template())
                    .contains("200", "400", "401", "403", "500", "503");
        });
    }

    @Test
    void itsSchemasTellBodiesThatAreTakenFromOthers() {
        String id = "00000000-0000-0000-0000-000000000001";
        String good = ApiContract.body(
                id,
                "{\"name\": \"a\", \"type\": \"gauge\", \"value\": \"+Inf\", \"labels\": {\"k\": \"v\"}, \"timestamp\": \"2026-03-29T12:00:00+02:00\"}");
        assertThat(flaws("post", "/api/metrics", good)).isEmpty();
        for (String bad : List.of(
                ApiContract.body(id),
                ApiContract.body(id, "{\"name\": \"a\", \"type\": \"gauge\"}"),
                ApiContract.body(id, "{\"name\": \"a\", \"type\": \"gauge\", \"value\": \"1\"}"),
                ApiContract.body(id, "{\"name\": \"a\", \"type\": \"speed\", \"value\": 1}"),
                ApiContract.body(id, "{\"name\": \"a\", \"type\": \"gauge\", \"value\": 1, \"labels\": {\"k\": 1}}"),
                ApiContract.body(id, "{\"name\": \"a\", \"type\": \"gauge\", \"value\": 1, \"x\": 1}"),
                ApiContract.body("1", "{\"name\": \"a\", \"type\": \"gauge\", \"value\": 1}"))) {
            assertThat(flaws("post", "/api/metrics", bad)).as(bad).isNotEmpty();
        }
        assertThat(flaws("put", "/api/runtime", "{\"component_type\": \"a\", \"name\": \"b\"}"))
                .isEmpty();
        assertThat(flaws("put", "/api/runtime", "{\"runtime_id\": \"" + id + "\", \"status\": \"busy\"}"))
                .isEmpty();
        assertThat(flaws("put", "/api/runtime", "{\"runtime_id\": \"" + id + "\", \"name\": \"b\"}"))
                .isNotEmpty();
    }

    private static Set<?> flaws(String method, String path, String body) {
        return ApiDocument.flawsOfRequest(method, path, body.getBytes(StandardCharsets.UTF_8));
    }
}
