package io.venturi.examples.cdc;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.venturi.ApiMeters;
import io.venturi.CallMeters;
import io.venturi.PipelineMetrics;
import io.venturi.http.ApiMetricsHttpFilter;
import io.venturi.http.RouteTemplates;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The service's API about the lake's tables, on loopback. */
final class TablesApi implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(TablesApi.class);
    private static final int COUNTS_PER_SECOND = 3;

    /** While {@link Fault#API_ERRORS}, every so manieth request is answered. */
    private static final int SPARED = 4;

    private static final String TABLE_COUNT = "/tables/{name}/count";

    private final Lake lake;
    private final FaultSwitches faults;
    private final ApiTally tally = new ApiTally();
    private final AtomicLong answers = new AtomicLong();
    private final ApiMeters api;
    private final CallMeters catalogCalls;
    private final Map<String, Endpoint> endpoints = new LinkedHashMap<>();
    private final RouteTemplates routes;
    private final TokenBucket countLimit = new TokenBucket(COUNTS_PER_SECOND);
    private final ExecutorService workers = Executors.newFixedThreadPool(2, TablesApi::newThread);
    private final HttpServer server;

    TablesApi(Lake lake, FaultSwitches faults, PipelineMetrics metrics) throws IOException {
        this.lake = lake;
        this.faults = faults;
        this.api = metrics.api();
        this.catalogCalls = metrics.calls("lake-catalog");
        endpoints.put("/tables", name -> listTables());
        endpoints.put("/tables/{name}", this::describe);
        endpoints.put(TABLE_COUNT, this::count);
        endpoints.put("/reports/daily", name -> dailyReport());
        routes = RouteTemplates.of(endpoints.keySet().toArray(String[]::new));
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(workers);
        // One line meters every request: by its template, never by the path that a client sends.
        ApiMetricsHttpFilter.builder(metrics)
                .routes(routes)
                .sizes(true)
                .install(server.createContext("/", this::handle));
    }

    void start() {
        server.start();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** What it answered. */
    ApiTally tally() {
        return tally;
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getRawPath();
        int route = routes.match(path);
        try (exchange) {
            Reply reply = route == RouteTemplates.NO_ROUTE ? Reply.notFound("this page") : answer(route, path);
            tally.answered(routes.template(route), reply.status());
            send(exchange, reply);
        }
    }

    private Reply answer(int route, String path) {
        String template = routes.template(route);
        String[] segments = path.split("/", -1);
        try {
            if (faults.isOn(Fault.API_ERRORS) && answers.incrementAndGet() % SPARED != 0) {
                throw new IllegalStateException("nobody can answer now (a fault of the demo)");
            }
            return Objects.requireNonNull(endpoints.get(template)).answer(segments.length > 2 ? segments[2] : "");
        } catch (Exception e) { // a request's failure is the client's answer, not the server's end
            log.debug("a request failed", e);
            api.endpoint(template).exception(e);
            return new Reply(500, "{\"error\": \"internal error\"}");
        }
    }

    private static void send(HttpExchange exchange, Reply reply) throws IOException {
        byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(reply.status(), body.length);
        exchange.getResponseBody().write(body);
    }

    private static Reply listTables() {
        return Reply.ok(Arrays.stream(ShopTable.values())
                .map(table -> "\"" + table.simpleName() + "\"")
                .collect(Collectors.joining(", ", "[", "]")));
    }

    private Reply describe(String name) {
        return ShopTable.named(name)
                .map(this::load)
                .map(found -> Reply.ok("{\"name\": \"" + name + "\", \"location\": \"" + found.location() + "\"}"))
                .orElseGet(() -> Reply.notFound("this table"));
    }

    private Reply count(String name) {
        if (!countLimit.take()) {
            api.endpoint(TABLE_COUNT).rateLimited();
            return new Reply(429, "{\"error\": \"too many counts\"}");
        }
        return ShopTable.named(name)
                .map(this::load)
                .map(found -> Reply.ok("{\"name\": \"" + name + "\", \"records\": " + records(found) + "}"))
                .orElseGet(() -> Reply.notFound("this table"));
    }

    private Table load(ShopTable shopTable) {
        return catalogCalls.call(() -> lake.load(shopTable));
    }

    private static String records(Table table) {
        Snapshot snapshot = table.currentSnapshot();
        Map<String, String> summary = snapshot == null ? Map.of() : snapshot.summary();
        return summary.getOrDefault("total-records", "0");
    }

    /** Nobody wrote it yet. */
    private static Reply dailyReport() {
        throw new UnsupportedOperationException("the daily report is not there yet");
    }

    /** What a client gets. */
    private record Reply(int status, String body) {
        static Reply ok(String body) {
            return new Reply(200, body);
        }

        static Reply notFound(String what) {
            return new Reply(404, "{\"error\": \"" + what + " does not exist\"}");
        }
    }

    /** Answers for the table that the path names; the empty string where it names none. */
    @FunctionalInterface
    private interface Endpoint {
        Reply answer(String table) throws Exception;
    }

    private static Thread newThread(Runnable work) {
        Thread thread = new Thread(work, "tables-api");
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public void close() {
        server.stop(0);
        workers.shutdownNow();
    }
}
