package io.venturi.http.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.venturi.jdbc.store.LatestSample;
import io.venturi.jdbc.store.LatestSamples;
import io.venturi.jdbc.store.RegisteredRuntime;
import io.venturi.jdbc.store.RuntimeDescription;
import io.venturi.jdbc.store.RuntimeRegistry;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Components: registered, listed, asked for their metrics. */
final class RuntimeCalls {

    private static final int USUAL_RUNTIMES = 1_000;
    private static final int MOST_RUNTIMES = 10_000;

    private final RuntimeRegistry runtimes;
    private final LatestSamples latest;
    private final ApiLimits limits;

    RuntimeCalls(DataSource source, String schema, ApiLimits limits) {
        this.runtimes = new RuntimeRegistry(source, schema);
        this.latest = new LatestSamples(source, schema);
        this.limits = limits;
    }

    List<Route> routes() {
        return List.of(
                Route.read("/runtime", this::list),
                Route.write("PUT", "/runtime", this::put),
                Route.read("/runtime/{runtime_id}/metrics", this::metrics));
    }

    private ApiAnswer list(RoutedCall call) throws IOException, SQLException, Refusal {
        int limit = call.query("limit").integer("limit", USUAL_RUNTIMES, 1, MOST_RUNTIMES);
        return call.atDatabase(() -> list(runtimes.list(limit)));
    }

    private static ApiAnswer list(List<RegisteredRuntime> found) throws Refusal {
        return ApiAnswer.json(200, json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("runtimes");
            for (RegisteredRuntime runtime : found) {
                write(json, runtime);
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    private ApiAnswer put(RoutedCall call) throws IOException, SQLException, Refusal {
        call.query();
        PutRuntime put = call.body().json(PutRuntime::read);
        return call.atDatabase(() -> registered(put(put)));
    }

    private static ApiAnswer registered(UUID id) throws Refusal {
        return ApiAnswer.json(200, json -> {
            json.writeStartObject();
            json.writeStringField("runtime_id", id.toString());
            json.writeEndObject();
        });
    }

    private UUID put(PutRuntime put) throws SQLException, Refusal {
        RuntimeDescription description = put.description();
        if (description != null) {
            return runtimes.register(description, put.status());
        }
        UUID id = put.runtimeId();
        if (id == null || !runtimes.heartbeat(id, put.status())) {
            throw Refusal.of(404, "runtime_id", id + " is not registered: register it, by its component_type and name");
        }
        return id;
    }

    private ApiAnswer metrics(RoutedCall call) throws IOException, SQLException, Refusal {
        QueryParameters query = call.query("within");
        UUID id = QueryParameters.uuid("runtime_id", call.variable("runtime_id"));
        Duration within = within(query);
        return call.atDatabase(() -> metrics(
                runtimes.find(id).orElseThrow(() -> Refusal.of(404, "runtime_id", id + " is not registered")),
                MetricCalls.limited(() -> latest.of(id, within, limits.series()))));
    }

    private static ApiAnswer metrics(RegisteredRuntime runtime, List<LatestSample> samples) throws Refusal {
        return ApiAnswer.json(200, json -> {
            json.writeStartObject();
            json.writeFieldName("runtime");
            write(json, runtime);
            json.writeArrayFieldStart("metrics");
            for (LatestSample sample : samples) {
                MetricCalls.write(json, sample);
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    private Duration within(QueryParameters query) throws Refusal {
        Optional<Duration> given = query.duration("within");
        Duration within = given.orElse(limits.staleness());
        if (within.compareTo(Duration.ofSeconds(1)) < 0 || within.compareTo(limits.range()) > 0) {
            throw Refusal.of(400, "within", "is " + within + ": give PT1S to " + limits.range() + ", such as PT1H");
        }
        return within;
    }

    private static void write(JsonGenerator json, RegisteredRuntime runtime) throws IOException {
        json.writeStartObject();
        json.writeStringField("runtime_id", runtime.id().toString());
        json.writeStringField("component_type", runtime.componentType());
        json.writeStringField("name", runtime.name());
        JsonText.text(json, "base_url", runtime.baseUrl());
        json.writeStringField("status", runtime.status().name().toLowerCase(Locale.ROOT));
        json.writeFieldName("labels");
        value(json, runtime.labels());
        JsonText.texts(json, "capabilities", runtime.capabilities());
        if (runtime.capacity() != null) {
            json.writeNumberField("capacity", runtime.capacity());
        }
        json.writeFieldName("runtime");
        value(json, runtime.facts());
        JsonText.time(json, "last_heartbeat", runtime.lastHeartbeat());
        JsonText.time(json, "created_at", runtime.createdAt());
        JsonText.time(json, "updated_at", runtime.updatedAt());
        json.writeEndObject();
    }

    /** A document of the database: texts, numbers, booleans, null, and maps and lists of them. */
    private static void value(JsonGenerator json, @Nullable Object value) throws IOException {
        if (value instanceof Map<?, ?> map) {
            json.writeStartObject();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                json.writeFieldName(String.valueOf(entry.getKey()));
                value(json, entry.getValue());
            }
            json.writeEndObject();
        } else if (value instanceof List<?> list) {
            json.writeStartArray();
            for (Object one : list) {
                value(json, one);
            }
            json.writeEndArray();
        } else if (value instanceof Long number) {
            json.writeNumber(number);
        } else if (value instanceof BigInteger number) {
            json.writeNumber(number);
        } else if (value instanceof BigDecimal number) {
            json.writeNumber(number);
        } else if (value instanceof Boolean truth) {
            json.writeBoolean(truth);
        } else if (value == null) {
            json.writeNull();
        } else {
            json.writeString(value.toString());
        }
    }
}
