package io.venturi.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.venturi.http.RunningExchange.Phase;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Carries requests of the JDK's server to whatever answers them, and the answers back. */
final class ScrapeHttpHandler implements HttpHandler {

    // To the JDK's server 0 means "chunked" and -1 means "nothing".
    private static final long NO_BODY = -1;

    private final BiFunction<ScrapeRequest, InetAddress, ScrapeResponse> answer;
    private final Consumer<Phase> progress;

    /**
     * @param answer is told the address that the connection comes from; headers about proxies are not believed
     * @param progress is told whom the exchange waits for, on its thread
     */
    ScrapeHttpHandler(BiFunction<ScrapeRequest, InetAddress, ScrapeResponse> answer, Consumer<Phase> progress) {
        this.answer = answer;
        this.progress = progress;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        progress.accept(Phase.ANSWER);
        try (exchange;
                ScrapeResponse response = answer.apply(new JdkRequest(exchange), client(exchange))) {
            progress.accept(Phase.RESPONSE);
            send(response, exchange);
            // To close an exchange is to wait for the rest of the request's body, up to some size.
            progress.accept(Phase.REQUEST);
        }
    }

    private static void send(ScrapeResponse response, HttpExchange exchange) throws IOException {
        response.headers().forEach(exchange.getResponseHeaders()::set);
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", Integer.toString(response.size()));
            exchange.sendResponseHeaders(response.status(), NO_BODY);
        } else if (response.size() == 0) {
            exchange.sendResponseHeaders(response.status(), NO_BODY);
        } else {
            exchange.sendResponseHeaders(response.status(), response.size());
            response.writeTo(exchange.getResponseBody());
            exchange.getResponseBody().flush();
        }
    }

    private static InetAddress client(HttpExchange exchange) {
        return exchange.getRemoteAddress().getAddress();
    }

    private record JdkRequest(HttpExchange exchange) implements ScrapeRequest {
        @Override
        public String method() {
            return exchange.getRequestMethod();
        }

        @Override
        public @Nullable String rawPath() {
            return exchange.getRequestURI().getRawPath();
        }

        @Override
        public @Nullable String rawQuery() {
            return exchange.getRequestURI().getRawQuery();
        }

        @Override
        public @Nullable String header(String name) {
            List<String> values = exchange.getRequestHeaders().get(name);
            return values == null ? null : String.join(",", values);
        }
    }
}
