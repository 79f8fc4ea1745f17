package io.venturi.http.api;

import com.sun.net.httpserver.HttpServer;
import io.venturi.http.Credentials;
import io.venturi.http.MountedHandler;
import io.venturi.instrument.Once;
import io.venturi.jdbc.tables.TableCountCollector;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP API over the metric history: samples and components are written, series, health and table counts read. The calls are
 * in {@code docs/openapi.yaml}, below {@code /api} as a rule.
 *
 * <pre>{@code
 * MetricsApi api = MetricsApi.builder(dataSource, "metrics")
 *         .reader(Credentials.bearer(readToken))
 *         .writer(Credentials.bearer(writeToken))
 *         .build();
 * MetricsServer server = MetricsServer.builder(registry).address("0.0.0.0").handler("/api", api.httpHandler()).start();
 * }</pre>
 *
 * <p>Reading and writing are separate permissions. Where neither {@link Builder#writer} nor {@link Builder#authenticator} is set, only this
 * host may write, by its loopback address, and to listen on another address is refused. A proxy on the same host that adds no
 * header cannot be told from a program there: give credentials behind one. What is written is committed when it is
 * answered: all of a request, or nothing. Each call uses one connection at most, few calls do at a time, and what can be asked for at once is bounded.
 *
 * <p>Thread-safe. It owns no thread and no connection, and needs no closing.
 */
public final class MetricsApi {

    private final Routes routes;
    private final ApiAccess access;
    private final ApiLimits limits;
    private final DatabaseFailures failures;
    private final Turns database;

    private MetricsApi(Builder builder) {
        this.limits = builder.limits();
        this.access = builder.access();
        this.failures = new DatabaseFailures(System::nanoTime);
        this.database = new Turns(limits.calls());
        DataSource source = DatabaseFailures.checked(builder.source);
        InstantSource clock = builder.clock.get();
        this.routes = new Routes(Stream.of(
                        new MetricCalls(source, builder.schema, limits, clock).routes(),
                        new RuntimeCalls(source, builder.schema, limits).routes(),
                        new OperationCalls(source, builder.schema).routes(),
                        new TableCalls(
                                        source,
                                        builder.schema,
                                        builder.tableCounts.given().orElse(null),
                                        clock)
                                .routes())
                .flatMap(List::stream)
                .toList());
    }

    /**
     * Begins to describe an API.
     *
     * @param source of connections; a pool that the host shares will do
     * @param schema the metrics schema, which {@link io.venturi.jdbc.MetricsSchema#install} has made
     */
    public static Builder builder(DataSource source, String schema) {
        return new Builder(source, schema);
    }

    /**
     * A handler for a context of the JDK's server, or of a {@link io.venturi.http.MetricsServer}; the calls are below the context's path. A
     * host's own server limits how long it waits for a client by {@code sun.net.httpserver.maxReqTime}; {@code MetricsServer} does so by itself.
     */
    public MountedHandler httpHandler() {
        return new ApiHttpHandler(this, access);
    }

    /**
     * Mounts it in the JDK's server, below {@code /api}.
     *
     * @throws IllegalStateException if others than this host could write there without being asked who they are
     */
    public void install(HttpServer server) {
        MountedHandler handler = httpHandler();
        handler.checkAddress(server.getAddress());
        server.createContext("/api", handler);
    }

    Routes routes() {
        return routes;
    }

    /** Answers a call. Throws only what is the connection's, and {@code Error}s. */
    ApiAnswer answer(ApiCall call) throws IOException {
        RequestBody body = new RequestBody(call, limits, System::nanoTime);
        try {
            return respond(call, body);
        } catch (Refusal e) {
            return body.answer(e);
        } catch (SQLException e) {
            boolean reads = call.method().equals("GET") || call.method().equals("HEAD");
            return body.answer(failures.refusal(e, reads));
        } catch (RuntimeException e) {
            return body.answer(failures.failed("A call of the API failed", e));
        }
    }

    private ApiAnswer respond(ApiCall call, RequestBody body) throws IOException, SQLException, Refusal {
        Routes.Match match = routes.find(call.method(), call.path());
        access.check(call, match.route().permission());
        body.isPermitted();
        return match.route().answering().answer(new RoutedCall(call, match.variables(), body, database));
    }

    /** Options of an API. Each may be set once, {@link #reader} and {@link #writer} often. Not thread-safe. */
    public static final class Builder {

        private static final int MOST_BODY_BYTES = 64 << 20;
        private static final int MOST_ITEMS = 1_000_000;
        private static final int MOST_CALLS = 1_000;

        private final DataSource source;
        private final String schema;
        private final List<Credentials> readers = new ArrayList<>();
        private final List<Credentials> writers = new ArrayList<>();
        private final Once<ApiAuthenticator> authenticator = new Once<>("authenticator");
        private final Once<Boolean> anyoneReads = new Once<>("anyoneReads", false);
        private final Once<Boolean> readOnly = new Once<>("readOnly", false);
        private final Once<TableCountCollector> tableCounts = new Once<>("tableCounts");
        private final Once<Integer> maxBodyBytes = new Once<>("maxBodyBytes", 4 << 20);
        private final Once<Duration> bodyTimeout = new Once<>("bodyTimeout", Duration.ofSeconds(10));
        private final Once<Integer> maxSamples = new Once<>("maxSamples", 10_000);
        private final Once<Integer> maxStoredSeries = new Once<>("maxStoredSeries", 100_000);
        private final Once<Integer> maxPoints = new Once<>("maxPoints", 100_000);
        private final Once<Integer> maxSeries = new Once<>("maxSeries", 10_000);
        private final Once<Duration> maxRange = new Once<>("maxRange", Duration.ofDays(31));
        private final Once<Duration> staleness = new Once<>("staleness", Duration.ofMinutes(5));
        private final Once<Integer> maxConcurrentCalls = new Once<>("maxConcurrentCalls", 4);
        private final Once<InstantSource> clock = new Once<>("clock", InstantSource.system());

        private Builder(DataSource source, String schema) {
            this.source = Objects.requireNonNull(source, "source");
            this.schema = Objects.requireNonNull(schema, "schema");
        }

        /** Lets whoever has these credentials read. */
        public Builder reader(Credentials credentials) {
            readers.add(Objects.requireNonNull(credentials, "credentials"));
            return this;
        }

        /** Lets whoever has these credentials write; to read as well, give them to {@link #reader}, too. */
        public Builder writer(Credentials credentials) {
            writers.add(Objects.requireNonNull(credentials, "credentials"));
            return this;
        }

        /** Decides instead of {@link #reader} and {@link #writer}: by the container's user, by a token that somebody has signed. */
        public Builder authenticator(ApiAuthenticator value) {
            authenticator.set(value);
            return this;
        }

        /** Reading needs no permission, where writing does. */
        public Builder anyoneReads() {
            anyoneReads.set(true);
            return this;
        }

        /** Nobody writes; without {@link #reader} and {@link #authenticator}, anyone reads. */
        public Builder readOnly() {
            readOnly.set(true);
            return this;
        }

        /** What counts tables for {@code POST /api/tables/runs}; it stays the host's to close. Without it that call is 404. */
        public Builder tableCounts(TableCountCollector collector) {
            tableCounts.set(collector);
            return this;
        }

        /** How large a request's body may be; 4 MiB unless set, 1 KiB to 64 MiB. */
        public Builder maxBodyBytes(int bytes) {
            maxBodyBytes.set(within("maxBodyBytes", bytes, 1 << 10, MOST_BODY_BYTES));
            return this;
        }

        /** How long a request's body may take to arrive; 10 s unless set. */
        public Builder bodyTimeout(Duration timeout) {
            bodyTimeout.set(positive("bodyTimeout", timeout));
            return this;
        }

        /** How many samples a request may bring; 10,000 unless set. */
        public Builder maxSamples(int samples) {
            maxSamples.set(within("maxSamples", samples, 1, MOST_ITEMS));
            return this;
        }

        /**
         * How many series a component may have; 100,000 unless set. Samples that are posted are refused where they would give it more. What it
         * stores itself, by the library, is not bounded by it, but counts.
         */
        public Builder maxStoredSeries(int series) {
            maxStoredSeries.set(within("maxStoredSeries", series, 1, MOST_ITEMS));
            return this;
        }

        /** How many values an answer may have; 100,000 unless set. */
        public Builder maxPoints(int points) {
            maxPoints.set(within("maxPoints", points, 1, MOST_ITEMS));
            return this;
        }

        /** How many series an answer may have; 10,000 unless set. */
        public Builder maxSeries(int series) {
            maxSeries.set(within("maxSeries", series, 1, MOST_ITEMS));
            return this;
        }

        /** How much time samples may be asked for at once; 31 days unless set. */
        public Builder maxRange(Duration range) {
            maxRange.set(positive("maxRange", range));
            return this;
        }

        /** How old a series' newest value may be for {@code GET /api/metrics/prometheus} to show it; 5 minutes unless set. */
        public Builder staleness(Duration age) {
            staleness.set(positive("staleness", age));
            return this;
        }

        /** How many calls may be at the database at a time, on a connection each; 4 unless set. */
        public Builder maxConcurrentCalls(int calls) {
            maxConcurrentCalls.set(within("maxConcurrentCalls", calls, 1, MOST_CALLS));
            return this;
        }

        /** Where the time comes from of samples that are posted without one; the system's unless set. */
        public Builder clock(InstantSource value) {
            clock.set(value);
            return this;
        }

        private static int within(String option, int value, int least, int most) {
            if (value < least || value > most) {
                throw new IllegalArgumentException(option + " is " + value + "; give " + least + " to " + most);
            }
            return value;
        }

        private static Duration positive(String option, Duration value) {
            if (value.compareTo(Duration.ofSeconds(1)) < 0 || value.compareTo(Duration.ofDays(3_660)) > 0) {
                throw new IllegalArgumentException(option + " is " + value + "; give PT1S to P3660D, such as PT10S");
            }
            return value;
        }

        private ApiLimits limits() {
            return new ApiLimits(
                    maxBodyBytes.get(),
                    bodyTimeout.get(),
                    maxSamples.get(),
                    maxStoredSeries.get(),
                    maxPoints.get(),
                    maxSeries.get(),
                    maxRange.get(),
                    staleness.get(),
                    maxConcurrentCalls.get());
        }

        private ApiAccess access() {
            boolean lists = !readers.isEmpty() || !writers.isEmpty();
            if (lists && authenticator.given().isPresent()) {
                throw new IllegalStateException(
                        "authenticator is set, and so are reader or writer: let the authenticator know those, too, or leave it out");
            }
            if (readOnly.get() && !writers.isEmpty()) {
                throw new IllegalStateException("readOnly is set, and so is writer: remove one of the two calls");
            }
            if (!writers.isEmpty() && readers.isEmpty() && !anyoneReads.get()) {
                throw new IllegalStateException(
                        "writer is set, but reader is not: give reader(credentials), which may be"
                                + " the same ones, or call anyoneReads()");
            }
            if (!readers.isEmpty() && anyoneReads.get()) {
                throw new IllegalStateException("reader is set, and so is anyoneReads: remove one of the two calls");
            }
            @Nullable
            ApiAuthenticator own = lists ? new KnownCredentials(List.copyOf(readers), List.copyOf(writers)) : null;
            return new ApiAccess(authenticator.given().orElse(own), anyoneReads.get(), readOnly.get());
        }

        /**
         * The API; asks nobody yet.
         *
         * @throws IllegalStateException if options contradict each other
         * @throws IllegalArgumentException if the schema's name cannot be one
         */
        public MetricsApi build() {
            return new MetricsApi(this);
        }
    }
}
