package io.venturi.http.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.venturi.jdbc.store.LatestSample;
import io.venturi.jdbc.store.LatestSamples;
import io.venturi.jdbc.store.MetricHistory;
import io.venturi.jdbc.store.MetricQuery;
import io.venturi.jdbc.store.MetricSeries;
import io.venturi.jdbc.store.Point;
import io.venturi.jdbc.store.QueryLimitException;
import io.venturi.jdbc.store.RefusedSamplesException;
import io.venturi.jdbc.store.SampleWriter;
import io.venturi.jdbc.store.SeriesHistory;
import io.venturi.jdbc.store.export.LatestExposition;
import io.venturi.jdbc.store.history.DistributionHistory;
import io.venturi.jdbc.store.history.SeriesDistribution;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/** Samples: posted, asked for, scraped. */
final class MetricCalls {

    private static final Duration DEFAULT_RANGE = Duration.ofHours(1);
    private static final String EXPOSITION = "text/plain; version=0.0.4; charset=utf-8";

    private final SampleWriter writer;
    private final MetricHistory history;
    private final DistributionHistory distributions;
    private final LatestSamples latest;
    private final ApiLimits limits;
    private final InstantSource clock;

    MetricCalls(DataSource source, String schema, ApiLimits limits, InstantSource clock) {
        this.writer = new SampleWriter(source, schema, limits.storedSeries());
        this.history = new MetricHistory(source, schema);
        this.distributions = new DistributionHistory(source, schema);
        this.latest = new LatestSamples(source, schema);
        this.limits = limits;
        this.clock = clock;
    }

    List<Route> routes() {
        return List.of(
                Route.write("POST", "/metrics", this::post),
                Route.read("/metrics", this::query),
                Route.read("/metrics/prometheus", this::scrape));
    }

    private ApiAnswer post(RoutedCall call) throws IOException, SQLException, Refusal {
        call.query();
        PostedSamples posted = call.body().json(json -> PostedSamples.read(json, clock.instant(), limits.samples()));
        return call.atDatabase(() -> store(posted));
    }

    private ApiAnswer store(PostedSamples posted) throws SQLException, Refusal {
        try {
            if (!writer.write(posted.runtimeId(), posted.samples())) {
                throw Refusal.of(
                        404,
                        "runtime_id",
                        posted.runtimeId() + " is not registered: register it by PUT /api/runtime, which returns it");
            }
        } catch (RefusedSamplesException e) {
            throw refused(e);
        }
        return ApiAnswer.json(200, json -> {
            json.writeStartObject();
            json.writeNumberField("stored", posted.samples().size());
            json.writeEndObject();
        });
    }

    private static Refusal refused(RefusedSamplesException e) {
        List<Refusal.Flaw> flaws = e.refused().stream()
                .map(one -> new Refusal.Flaw(
                        one.index(), one.field().equals("time") ? "timestamp" : one.field(), one.reason()))
                .toList();
        Refusal.Flaw first = flaws.get(0);
        return new Refusal(400, "metrics[" + first.index() + "]." + first.field() + ": " + first.message(), flaws);
    }

    private ApiAnswer query(RoutedCall call) throws IOException, SQLException, Refusal {
        QueryParameters query =
                call.query("name", QueryParameters.LABEL, "runtime_id", "from", "to", "step", "limit", "quantiles");
        TimeRange range = TimeRange.of(query, clock.instant(), DEFAULT_RANGE, limits.range());
        MetricQuery.Builder wanted = MetricQuery.builder(query.required("name"), range.from(), range.to())
                .labels(query.startingWith(QueryParameters.LABEL))
                .maxSeries(limits.series())
                .maxPoints(query.integer("limit", limits.points(), 1, limits.points()));
        query.uuid("runtime_id").ifPresent(wanted::runtime);
        Optional<Duration> step = query.duration("step");
        try {
            step.ifPresent(wanted::step);
        } catch (IllegalArgumentException e) {
            throw new Refusal(400, Texts.shownLong(String.valueOf(e.getMessage())));
        }
        List<Double> quantiles = QuantileParameter.of(query);
        return call.atDatabase(() -> answer(
                range, step, quantiles.isEmpty() ? values(wanted.build()) : distributions(wanted.build(), quantiles)));
    }

    private static ApiAnswer answer(TimeRange range, Optional<Duration> step, JsonText.Content series) throws Refusal {
        return ApiAnswer.json(200, json -> {
            json.writeStartObject();
            json.writeStringField("from", range.from().toString());
            json.writeStringField("to", range.to().toString());
            if (step.isPresent()) {
                json.writeStringField("step", step.get().toString());
            }
            json.writeArrayFieldStart("series");
            series.writeTo(json);
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    private JsonText.Content values(MetricQuery query) throws IOException, SQLException, Refusal {
        List<SeriesHistory> found = limited(() -> history.query(query));
        return json -> {
            for (SeriesHistory series : found) {
                write(json, series);
            }
        };
    }

    private JsonText.Content distributions(MetricQuery query, List<Double> quantiles)
            throws IOException, SQLException, Refusal {
        List<SeriesDistribution> found = limited(() -> distributions.bySeries(query));
        return json -> {
            for (SeriesDistribution series : found) {
                json.writeStartObject();
                json.writeStringField("runtime_id", series.runtimeId().toString());
                describe(json, series.series());
                QuantileParameter.write(json, series.steps(), quantiles);
                json.writeEndObject();
            }
        };
    }

    private static void write(JsonGenerator json, SeriesHistory history) throws IOException {
        json.writeStartObject();
        json.writeStringField("runtime_id", history.runtimeId().toString());
        describe(json, history.series());
        json.writeArrayFieldStart("points");
        for (Point point : history.points()) {
            json.writeStartObject();
            JsonText.time(json, "timestamp", point.time());
            JsonText.number(json, "value", point.value());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void describe(JsonGenerator json, MetricSeries series) throws IOException {
        json.writeStringField("name", series.name());
        json.writeStringField("type", series.type().name().toLowerCase(Locale.ROOT));
        JsonText.text(json, "unit", series.unit());
        JsonText.text(json, "help", series.help());
        JsonText.labels(json, series.labels());
    }

    /** A sample of a series with its description, as it is posted. */
    static void write(JsonGenerator json, LatestSample sample) throws IOException {
        json.writeStartObject();
        describe(json, sample.series());
        JsonText.time(json, "timestamp", sample.time());
        JsonText.number(json, "value", sample.value());
        json.writeEndObject();
    }

    private ApiAnswer scrape(RoutedCall call) throws IOException, SQLException, Refusal {
        Optional<UUID> runtime = call.query("runtime_id").uuid("runtime_id");
        return call.atDatabase(() -> {
            List<LatestSample> samples = limited(() -> runtime.isPresent()
                    ? latest.of(runtime.get(), limits.staleness(), limits.series())
                    : latest.all(limits.staleness(), limits.series()));
            return ApiAnswer.text(200, EXPOSITION, LatestExposition.of(samples));
        });
    }

    /** Asks for something that may be more than is allowed. */
    static <T> T limited(Turns.Work<T> query) throws SQLException, IOException, Refusal {
        try {
            return query.run();
        } catch (QueryLimitException e) {
            throw new Refusal(422, Texts.shownLong(String.valueOf(e.getMessage())));
        }
    }
}
