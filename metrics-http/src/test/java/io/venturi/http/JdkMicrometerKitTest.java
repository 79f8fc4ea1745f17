package io.venturi.http;

import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.HttpServerTimingInstrumentationVerificationTests;
import io.venturi.PipelineMetrics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtendWith;

/** Micrometer's kit on the JDK's server. */
@ExtendWith({KitPatience.class, KitVariants.class})
class JdkMicrometerKitTest extends HttpServerTimingInstrumentationVerificationTests {

    private static final RouteTemplates ROUTES = RouteTemplates.of(
            InstrumentedRoutes.ROOT,
            InstrumentedRoutes.TEMPLATED_ROUTE,
            InstrumentedRoutes.REDIRECT,
            InstrumentedRoutes.ERROR);

    private @Nullable HttpServer server;

    @Override
    protected URI startInstrumentedWithMetricsServer() throws IOException {
        HttpServer started = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        HttpContext context = started.createContext("/", JdkMicrometerKitTest::handle);
        ApiMetricsHttpFilter.builder(PipelineMetrics.builder(getRegistry()).build())
                .routes(ROUTES)
                .naming(ApiNaming.MICROMETER, getRegistry())
                .install(context);
        started.start();
        server = started;
        return URI.create("http://127.0.0.1:" + started.getAddress().getPort() + '/');
    }

    private static void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            if (path.equals(InstrumentedRoutes.REDIRECT)) {
                exchange.getResponseHeaders().set("Location", InstrumentedRoutes.ROOT);
                exchange.sendResponseHeaders(302, -1);
            } else if (path.equals(InstrumentedRoutes.ERROR)) {
                exchange.sendResponseHeaders(500, -1);
            } else if (path.startsWith("/hello/") || path.equals(InstrumentedRoutes.ROOT)) {
                exchange.sendResponseHeaders(200, -1);
            } else {
                exchange.sendResponseHeaders(404, -1);
            }
        }
    }

    @Override
    protected @Nullable URI startInstrumentedWithObservationsServer() {
        return null;
    }

    @Override
    protected void stopInstrumentedServer() {
        Objects.requireNonNull(server).stop(0);
    }
}
