package io.venturi.http.api;

import com.sun.net.httpserver.HttpExchange;
import io.venturi.http.MountedHandler;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Carries calls of the JDK's server to the API, and answers back. */
final class ApiHttpHandler implements MountedHandler {

    // To the JDK's server 0 means "chunked" and -1 means "nothing".
    private static final long NO_BODY = -1;

    private final MetricsApi api;
    private final ApiAccess access;

    ApiHttpHandler(MetricsApi api, ApiAccess access) {
        this.api = api;
        this.access = access;
    }

    @Override
    public void checkAddress(InetSocketAddress address) {
        access.check(address);
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        handle(exchange, () -> {});
    }

    @Override
    public void handle(HttpExchange exchange, Runnable answering) throws IOException {
        try (exchange) {
            ApiAnswer answer = api.answer(new JdkCall(exchange));
            answering.run();
            answer.headers().forEach(exchange.getResponseHeaders()::set);
            byte[] body = answer.body();
            if (exchange.getRequestMethod().equals("HEAD")) {
                exchange.getResponseHeaders().set("Content-Length", Integer.toString(body.length));
                exchange.sendResponseHeaders(answer.status(), NO_BODY);
            } else {
                exchange.sendResponseHeaders(answer.status(), body.length == 0 ? NO_BODY : body.length);
                exchange.getResponseBody().write(body);
                exchange.getResponseBody().flush();
            }
        }
    }

    private record JdkCall(HttpExchange exchange) implements ApiCall {

        @Override
        public String method() {
            return exchange.getRequestMethod();
        }

        @Override
        public String path() {
            String path = exchange.getRequestURI().getRawPath();
            String mount = exchange.getHttpContext().getPath();
            int start = mount.endsWith("/") ? mount.length() - 1 : mount.length();
            return path == null || path.length() < start ? "" : path.substring(start);
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

        @Override
        public Collection<String> headerNames() {
            return exchange.getRequestHeaders().keySet();
        }

        @Override
        public InputStream body() {
            return exchange.getRequestBody();
        }

        @Override
        public ApiCaller caller() {
            return new ApiCaller(
                    header("Authorization"),
                    exchange.getPrincipal(),
                    exchange.getRemoteAddress().getAddress());
        }

        @Override
        public boolean isLoopback() {
            return exchange.getRemoteAddress().getAddress().isLoopbackAddress()
                    && exchange.getLocalAddress().getAddress().isLoopbackAddress();
        }
    }
}
