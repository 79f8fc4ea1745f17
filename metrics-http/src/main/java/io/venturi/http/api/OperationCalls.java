package io.venturi.http.api;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.venturi.jdbc.store.SchemaFunctions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;

/** What operators ask for: partitions, a clean-up, how things are. */
final class OperationCalls {

    private static final int USUAL_DAYS_AHEAD = 7;
    private static final int MOST_DAYS_AHEAD = 30;

    /** A warning is for people to look at, not for load balancers to act on. What is unknown is not taken for good. */
    private static final Set<String> SERVING = Set.of("healthy", "warning");

    private final SchemaFunctions functions;

    OperationCalls(DataSource source, String schema) {
        this.functions = new SchemaFunctions(source, schema);
    }

    List<Route> routes() {
        return List.of(
                Route.write("POST", "/metrics/cleanup", this::cleanUp),
                Route.write("POST", "/metrics/partitions/create", this::createPartitions),
                Route.read("/health", this::health));
    }

    private ApiAnswer cleanUp(RoutedCall call) throws IOException, SQLException, Refusal {
        call.query();
        call.body().none();
        return names("dropped", call.atDatabase(functions::cleanUp));
    }

    private ApiAnswer createPartitions(RoutedCall call) throws IOException, SQLException, Refusal {
        int days = call.query("days_ahead").integer("days_ahead", USUAL_DAYS_AHEAD, 0, MOST_DAYS_AHEAD);
        call.body().none();
        return names("created", call.atDatabase(() -> functions.createPartitionsAhead(days)));
    }

    private static ApiAnswer names(String what, List<String> partitions) {
        return ApiAnswer.json(200, json -> {
            json.writeStartObject();
            JsonText.texts(json, what, partitions);
            json.writeEndObject();
        });
    }

    private ApiAnswer health(RoutedCall call) throws IOException, SQLException, Refusal {
        call.query();
        String document = call.atDatabase(functions::systemHealth);
        int status = SERVING.contains(overallStatus(document)) ? 200 : 503;
        return new ApiAnswer(status, ApiAnswer.JSON, document.getBytes(StandardCharsets.UTF_8));
    }

    private static String overallStatus(String document) throws IOException {
        try (JsonParser json = JsonText.FACTORY.createParser(document)) {
            json.nextToken();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                json.nextToken();
                if (name.equals("overall_status")) {
                    return json.getText();
                }
                json.skipChildren();
            }
        }
        return "unknown";
    }
}
