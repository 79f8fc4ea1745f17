package io.venturi.examples.cdc;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.venturi.ApiMeters;
import io.venturi.CallMeters;
import io.venturi.examples.cdc.ApiRoute.Endpoint;
import io.venturi.examples.cdc.ApiRoute.Reply;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The service's API about the lake's tables, on loopback. */
final class TablesApi implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(TablesApi.class);
    private static final int COUNTS_PER_SECOND = 3;

    private final Lake lake;
    private final ApiMeters api;
    private final CallMeters catalogCalls;
    private final ApiRoute tables;
    private final ApiRoute table;
    private final ApiRoute count;
    private final ApiRoute report;
    private final ApiRoute unmatched;
    private final TokenBucket countLimit = new TokenBucket(COUNTS_PER_SECOND);
    private final ExecutorService workers = Executors.newFixedThreadPool(2, TablesApi::newThread);
    private final HttpServer server;

    TablesApi(Lake lake, ApiMeters api, CallMeters catalogCalls) throws IOException {
        this.lake = lake;
        this.api = api;
        this.catalogCalls = catalogCalls;
        tables = route("/tables", name -> listTables());
        table = route("/tables/{name}", this::describe);
        count = route("/tables/{name}/count", this::count);
        report = route("/reports/daily", name -> dailyReport());
        unmatched = route("UNMATCHED", name -> Reply.notFound("this page"));
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(workers);
        server.createContext("/", this::handle);
    }

    private ApiRoute route(String template, Endpoint endpoint) {
        return new ApiRoute(api.endpoint(template), endpoint);
    }

    void start() {
        server.start();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private void handle(HttpExchange exchange) throws IOException {
        List<String> path =
                Arrays.asList(exchange.getRequestURI().getPath().substring(1).split("/", -1));
        ApiRoute route = routeOf(path);
        long start = System.nanoTime();
        api.requestStarted();
        int status = 500;
        try (exchange) {
            Reply reply = answer(route, path.size() > 1 ? path.get(1) : "");
            status = reply.status();
            send(exchange, reply);
        } finally {
            route.meters().record(exchange.getRequestMethod(), status, System.nanoTime() - start);
            api.requestEnded();
        }
    }

    private ApiRoute routeOf(List<String> path) {
        if (path.get(0).equals("tables")) {
            return switch (path.size()) {
                case 1 -> tables;
                case 2 -> table;
                case 3 -> path.get(2).equals("count") ? count : unmatched;
                default -> unmatched;
            };
        }
        return path.equals(List.of("reports", "daily")) ? report : unmatched;
    }

    private static Reply answer(ApiRoute route, String name) {
        try {
            return route.endpoint().answer(name);
        } catch (Exception e) { // a request's failure is the client's answer, not the server's end
            log.debug("a request failed", e);
            route.meters().exception(e);
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
            count.meters().rateLimited();
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
