package io.venturi.http.api;

import io.venturi.jdbc.store.SchemaFunctions;
import io.venturi.jdbc.store.health.HealthStatus;
import io.venturi.jdbc.store.health.SystemHealth;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;

/** What operators ask for: partitions, a clean-up, how things are. */
final class OperationCalls {

    private static final int USUAL_DAYS_AHEAD = 7;
    private static final int MOST_DAYS_AHEAD = 30;

    /** A warning is for people to look at, not for load balancers to act on. What is unknown is not taken for good. */
    private static final Set<HealthStatus> SERVING = Set.of(HealthStatus.HEALTHY, HealthStatus.WARNING);

    private final DataSource source;
    private final String schema;
    private final SchemaFunctions functions;

    OperationCalls(DataSource source, String schema) {
        this.source = source;
        this.schema = schema;
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
        return call.atDatabase(() -> names("dropped", functions.cleanUp()));
    }

    private ApiAnswer createPartitions(RoutedCall call) throws IOException, SQLException, Refusal {
        int days = call.query("days_ahead").integer("days_ahead", USUAL_DAYS_AHEAD, 0, MOST_DAYS_AHEAD);
        call.body().none();
        return call.atDatabase(() -> names("created", functions.createPartitionsAhead(days)));
    }

    private static ApiAnswer names(String what, List<String> partitions) throws Refusal {
        return ApiAnswer.json(200, json -> {
            json.writeStartObject();
            JsonText.texts(json, what, partitions);
            json.writeEndObject();
        });
    }

    private ApiAnswer health(RoutedCall call) throws IOException, SQLException, Refusal {
        call.query();
        return call.atDatabase(() -> answer(SystemHealth.read(source, schema)));
    }

    private static ApiAnswer answer(SystemHealth health) throws Refusal {
        int status = SERVING.contains(health.overall()) ? 200 : 503;
        String document = health.document().orElseThrow(() -> new Refusal(503, "Nothing is known of the health now"));
        return ApiAnswer.text(status, ApiAnswer.JSON, document);
    }
}
