package io.venturi.http.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.venturi.jdbc.tables.DailyTableCounts;
import io.venturi.jdbc.tables.RunRequest;
import io.venturi.jdbc.tables.RunStatus;
import io.venturi.jdbc.tables.TableCount;
import io.venturi.jdbc.tables.TableCountCollector;
import io.venturi.jdbc.tables.TableCountHistory;
import io.venturi.jdbc.tables.TableCountRun;
import io.venturi.jdbc.tables.TableFigure;
import io.venturi.jdbc.tables.TableName;
import io.venturi.jdbc.tables.TrendPoint;
import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Row counts of tables. */
final class TableCalls {

    private static final Duration USUAL_TREND = Duration.ofDays(30);
    /** Twice as long as runs are kept unless the collector says otherwise. */
    private static final Duration LONGEST_TREND = Duration.ofDays(800);

    private static final int USUAL_POINTS = 1_000;
    private static final int MAX_NAME = 63;

    private final TableCountHistory history;
    private final @Nullable TableCountCollector collector;
    private final InstantSource clock;

    TableCalls(DataSource source, String schema, @Nullable TableCountCollector collector, InstantSource clock) {
        this.history = TableCountHistory.builder(source, schema).build();
        this.collector = collector;
        this.clock = clock;
    }

    List<Route> routes() {
        return List.of(
                Route.read("/tables/latest", this::latest),
                Route.read("/tables/daily/{date}", this::daily),
                Route.read("/tables/trend", this::trend),
                Route.write("POST", "/tables/runs", this::run));
    }

    private ApiAnswer latest(RoutedCall call) throws IOException, SQLException, Refusal {
        call.query();
        return call.atDatabase(() -> {
            TableCountRun run = history.latest()
                    .orElseThrow(
                            () -> new Refusal(404, "No run has succeeded yet: begin one by POST /api/tables/runs"));
            return ApiAnswer.json(200, json -> write(json, run));
        });
    }

    private ApiAnswer daily(RoutedCall call) throws IOException, SQLException, Refusal {
        call.query();
        LocalDate date = date(call.variable("date"));
        return call.atDatabase(() -> daily(history.daily(date)
                .orElseThrow(() -> Refusal.of(404, "date", date + " has no snapshot: no run of that day succeeded"))));
    }

    private static ApiAnswer daily(DailyTableCounts counts) throws Refusal {
        return ApiAnswer.json(200, json -> {
            json.writeStartObject();
            json.writeStringField("date", counts.date().toString());
            json.writeNumberField("run_id", counts.runId());
            JsonText.time(json, "collected_at", counts.collectedAt());
            json.writeArrayFieldStart("tables");
            for (Map.Entry<TableName, TableFigure> table : counts.tables().entrySet()) {
                json.writeStartObject();
                name(json, table.getKey());
                json.writeNumberField("rows", table.getValue().rows());
                number(json, "bytes", table.getValue().bytes());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    private static LocalDate date(String text) throws Refusal {
        try {
            if (text.length() == "2026-03-29".length()) {
                return LocalDate.parse(text);
            }
        } catch (DateTimeException e) {
            // is refused below
        }
        throw Refusal.of(400, "date", "is '" + Texts.shown(text) + "': give a day such as 2026-03-29");
    }

    private ApiAnswer trend(RoutedCall call) throws IOException, SQLException, Refusal {
        QueryParameters query = call.query("schema", "table", "from", "to", "limit");
        TableName table = new TableName(name(query, "schema"), name(query, "table"));
        TimeRange range = TimeRange.of(query, clock.instant(), USUAL_TREND, LONGEST_TREND);
        int limit = query.integer("limit", USUAL_POINTS, 1, TableCountHistory.MAX_LIMIT);
        return call.atDatabase(() -> trend(table, history.trend(table, range.from(), range.to(), limit)));
    }

    private static ApiAnswer trend(TableName table, List<TrendPoint> points) throws Refusal {
        return ApiAnswer.json(200, json -> {
            json.writeStartObject();
            name(json, table);
            json.writeArrayFieldStart("points");
            for (TrendPoint point : points) {
                json.writeStartObject();
                json.writeNumberField("run_id", point.runId());
                JsonText.time(json, "counted_at", point.countedAt());
                json.writeNumberField("rows", point.rows());
                json.writeStringField("method", point.method().label());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    private static String name(QueryParameters query, String parameter) throws Refusal {
        String name = query.required(parameter);
        if (name.length() > MAX_NAME) {
            throw Refusal.of(400, parameter, "is '" + Texts.shown(name) + "': no name is longer than " + MAX_NAME);
        }
        return name;
    }

    private ApiAnswer run(RoutedCall call) throws IOException, SQLException, Refusal {
        call.query();
        RunRequest request = call.body().text(TableCalls::request);
        TableCountCollector counting = collector;
        if (counting == null) {
            throw new Refusal(
                    404, "This service counts no tables: give its API a collector, MetricsApi.Builder.tableCounts");
        }
        return call.atDatabase(() -> answer(counting.run(request)));
    }

    private static ApiAnswer answer(TableCountRun run) throws Refusal {
        ApiAnswer answer = ApiAnswer.json(status(run), json -> write(json, run));
        return run.status() == RunStatus.SUCCEEDED ? answer : answer.with("Retry-After", "60");
    }

    /** One that is going on is not begun again; one that failed must not look like one that did not. */
    private static int status(TableCountRun run) {
        return switch (run.status()) {
            case SUCCEEDED -> 200;
            case RUNNING -> 409;
            case FAILED -> 503;
        };
    }

    private static RunRequest request(Reader body) throws IOException, Refusal {
        StringWriter text = new StringWriter();
        body.transferTo(text);
        try {
            return RunRequest.parse(text.toString());
        } catch (IllegalArgumentException e) {
            throw new Refusal(400, Texts.shownLong(String.valueOf(e.getMessage())));
        }
    }

    private static void write(JsonGenerator json, TableCountRun run) throws IOException {
        json.writeStartObject();
        json.writeNumberField("run_id", run.runId());
        JsonText.time(json, "collected_at", run.collectedAt());
        json.writeStringField("snapshot_date", run.snapshotDate().toString());
        json.writeStringField("status", run.status().name());
        JsonText.text(json, "error_message", message(run));
        json.writeArrayFieldStart("tables");
        for (TableCount count : run.counts()) {
            write(json, count);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    /** Of a run that failed it may be what the database said, which is not for everybody. */
    private static @Nullable String message(TableCountRun run) {
        return run.status() == RunStatus.FAILED
                ? "the service's log says why, and so does table_metrics_runs"
                : run.errorMessage();
    }

    private static void write(JsonGenerator json, TableCount count) throws IOException {
        json.writeStartObject();
        name(json, count.table());
        number(json, "rows", count.rows());
        json.writeStringField("method", count.method().label());
        JsonText.time(json, "counted_at", count.countedAt());
        if (count.sizes() != null) {
            json.writeNumberField("bytes", count.sizes().total());
        }
        if (!count.filtered().isEmpty()) {
            json.writeObjectFieldStart("filtered");
            for (Map.Entry<String, Long> filter : count.filtered().entrySet()) {
                json.writeNumberField(filter.getKey(), filter.getValue());
            }
            json.writeEndObject();
        }
        if (count.failure() != null) {
            json.writeStringField("failure", count.failure().label());
        }
        json.writeEndObject();
    }

    private static void name(JsonGenerator json, TableName table) throws IOException {
        json.writeStringField("schema", table.schema());
        json.writeStringField("table", table.table());
    }

    private static void number(JsonGenerator json, String field, @Nullable Long value) throws IOException {
        if (value != null) {
            json.writeNumberField(field, value);
        }
    }
}
