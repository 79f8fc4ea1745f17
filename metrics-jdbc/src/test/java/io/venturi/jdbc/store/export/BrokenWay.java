package io.venturi.jdbc.store.export;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** Stands before a receiver, and breaks where it is told to. */
final class BrokenWay implements AutoCloseable {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    /** When an import breaks. */
    enum Break {
        /** The receiver never gets it. */
        BEFORE,
        /** The receiver gets some of it. */
        AMID,
        /** The receiver has it, and its answer is lost. */
        AFTER
    }

    private final HttpServer server;
    private final int port;
    private final AtomicInteger imports = new AtomicInteger();
    private final AtomicInteger broken = new AtomicInteger();
    private volatile Break how = Break.AFTER;
    private volatile int at = -1;
    private volatile int each = Integer.MAX_VALUE;

    BrokenWay(int port) throws IOException {
        this.port = port;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.start();
    }

    URI importUrl() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/api/v1/import");
    }

    /** Breaks at an import, counted from now on. */
    void breakAt(Break kind, int number) {
        imports.set(0);
        how = kind;
        at = number;
    }

    /** Breaks every so many imports, each time in another way. */
    void breakEach(int number) {
        each = number;
    }

    int broken() {
        return broken.get();
    }

    private void handle(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        boolean isImport = exchange.getRequestURI().getPath().endsWith("/import");
        int number = isImport ? imports.getAndIncrement() : -2;
        Break breaks = number == at ? how : isImport && number % each == each - 1 ? Break.values()[number % 3] : null;
        try {
            if (breaks == null) {
                HttpResponse<byte[]> answer = forward(exchange, body);
                exchange.sendResponseHeaders(answer.statusCode(), answer.statusCode() == 204 ? -1 : 0);
                if (answer.statusCode() != 204) {
                    exchange.getResponseBody().write(answer.body());
                }
            } else {
                breakOff(exchange, body, breaks);
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        } finally {
            exchange.close();
        }
    }

    private void breakOff(HttpExchange exchange, byte[] body, Break breaks) throws IOException, InterruptedException {
        broken.incrementAndGet();
        switch (breaks) {
            case BEFORE -> exchange.sendResponseHeaders(503, -1);
            case AMID -> {
                byte[] plain = new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes();
                int cut = plain.length / 2;
                while (plain[cut] != '\n' && cut > 0) {
                    cut--;
                }
                forward(exchange, gzipped(Arrays.copyOf(plain, cut)));
                exchange.sendResponseHeaders(502, -1);
            }
            case AFTER -> forward(exchange, body); // and closes without an answer
        }
    }

    private static byte[] gzipped(byte[] plain) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(plain);
        }
        return bytes.toByteArray();
    }

    private HttpResponse<byte[]> forward(HttpExchange exchange, byte[] body) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + port + exchange.getRequestURI()))
                .POST(BodyPublishers.ofByteArray(body));
        for (String header : new String[] {"Content-Type", "Content-Encoding"}) {
            String value = exchange.getRequestHeaders().getFirst(header);
            if (value != null) {
                request.header(header, value);
            }
        }
        return CLIENT.send(request.build(), BodyHandlers.ofByteArray());
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
