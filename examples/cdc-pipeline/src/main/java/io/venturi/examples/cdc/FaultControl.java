package io.venturi.examples.cdc;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Faults on command, and the books to check the metrics against, on loopback: {@code GET /faults},
 * {@code POST /faults/{name}?state=on|off}, {@code GET /books}; {@code POST /end} ends the demo, with all the time that it needs.
 * Apart from the API, which has faults of its own.
 */
final class FaultControl implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(FaultControl.class);
    private static final String FAULTS = "/faults";
    private static final String END = "/end";

    private final FaultSwitches faults;
    private final Callable<Map<String, Object>> books;
    private volatile boolean endAsked;
    private final ObjectMapper json = new ObjectMapper();
    private final ExecutorService worker = Executors.newSingleThreadExecutor(FaultControl::newThread);
    private final HttpServer server;

    /** Listens from now on, on this port; 0 for a free one. */
    FaultControl(int port, FaultSwitches faults, Callable<Map<String, Object>> books) throws IOException {
        this.faults = faults;
        this.books = books;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setExecutor(worker);
        server.createContext("/", this::handle);
        server.start();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Whether the demo is to end. */
    boolean isEndAsked() {
        return endAsked;
    }

    /** What the one who asked gets. */
    private record Reply(int status, Map<String, ?> body) {
        static Reply refused(int status, String message) {
            return new Reply(status, Map.of("error", message));
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Reply reply = reply(exchange.getRequestMethod(), exchange.getRequestURI());
            byte[] body = json.writeValueAsBytes(reply.body());
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(reply.status(), body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private Reply reply(String method, URI asked) {
        String path = asked.getPath();
        try {
            boolean isCommand = path.equals(END) || path.startsWith(FAULTS + "/");
            if (isCommand) {
                return method.equals("POST")
                        ? command(path, asked.getQuery())
                        : Reply.refused(405, path + " is a command: use POST");
            }
            return switch (path) {
                case FAULTS -> new Reply(200, states());
                case "/books" -> new Reply(200, books.call());
                default -> Reply.refused(404, path + " does not exist: use /faults, /books or /end");
            };
        } catch (Exception e) { // whatever a fault needs may fail, and whoever asked is told
            log.warn("{} {} failed", method, asked, e);
            return Reply.refused(503, asked + " failed: " + e);
        }
    }

    private Reply command(String path, String query) throws Exception {
        if (path.equals(END)) {
            endAsked = true;
            return new Reply(200, Map.of("demo", "ends"));
        }
        String name = path.substring(FAULTS.length() + 1);
        Optional<Fault> fault = Fault.commanded(name);
        if (fault.isEmpty()) {
            return Reply.refused(404, "there is no fault " + name + ": use one of " + names());
        }
        if (!"state=on".equals(query) && !"state=off".equals(query)) {
            return Reply.refused(400, "the query " + query + " is refused: use state=on or state=off");
        }
        faults.set(fault.get(), query.endsWith("on"));
        return new Reply(200, states());
    }

    private Map<String, String> states() {
        Map<String, String> states = new LinkedHashMap<>();
        for (Fault fault : Fault.values()) {
            states.put(fault.command(), faults.isOn(fault) ? "on" : "off");
        }
        return states;
    }

    private static String names() {
        return Arrays.stream(Fault.values()).map(Fault::command).collect(Collectors.joining(", "));
    }

    private static Thread newThread(Runnable work) {
        Thread thread = new Thread(work, "fault-control");
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public void close() {
        server.stop(0);
        worker.shutdownNow();
    }
}
