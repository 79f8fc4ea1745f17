package io.venturi.http;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.venturi.PipelineMetrics;
import io.venturi.http.ServletHost.Container;
import io.venturi.http.ServletHost.Deployment;
import io.venturi.http.ServletHost.Handler;
import io.venturi.http.ServletHost.Setup;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** A servlet container with an {@link ApiMetricsFilter}, and what that meters. */
abstract class FilterContract {

    static final RouteTemplates ROUTES =
            RouteTemplates.of("/orders", "/orders/{id}", "/files/{*rest}", "/forwarded", "/again");

    private static final EnumSet<DispatcherType> ALL = EnumSet.allOf(DispatcherType.class);

    final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    final PipelineMetrics metrics = PipelineMetrics.builder(registry).build();
    final ServedMeters meters = new ServedMeters(registry);
    final ExecutorService threads = Executors.newCachedThreadPool();

    private final Container container;

    @TempDir
    private Path directory;

    private @Nullable ServletHost host;

    FilterContract(Container container) {
        this.container = container;
    }

    @AfterEach
    void stop() {
        if (host != null) {
            host.close();
        }
        threads.shutdownNow();
        metrics.close();
    }

    /** Deploys to a new container. */
    void deploy(Deployment deployment) {
        host = container.start(directory, deployment);
    }

    void serve(Handler handler) {
        serve(filter(), handler);
    }

    void serve(ApiMetricsFilter.Builder filter, Handler handler) {
        start(filter, context -> ServletHost.serve(context, "/", handler));
    }

    void restart(Handler handler) {
        if (host != null) {
            host.close();
        }
        serve(handler);
    }

    ApiMetricsFilter.Builder filter() {
        return ApiMetricsFilter.builder(metrics).routes(ROUTES);
    }

    void start(ApiMetricsFilter.Builder filter, Setup servlets) {
        deploy(Deployment.of(context -> {
            filter.install(context);
            servlets.into(context);
        }));
    }

    /** With a filter that sees all dispatches, and an error page. */
    void startForAll(Setup servlets) {
        deploy(Deployment.of(context -> {
            filterAll(context);
            servlets.into(context);
        }));
    }

    void filterAll(ServletContext context) {
        var registration = context.addFilter("all", ApiMetricsFilter.create(metrics, ROUTES));
        registration.setAsyncSupported(true);
        registration.addMappingForUrlPatterns(ALL, false, "/*");
    }

    URI base() {
        return Objects.requireNonNull(host, "no server was started").base();
    }

    URI at(String path) {
        return base().resolve(path);
    }

    static Handler forwardTo(String path) {
        return (request, response) -> request.getRequestDispatcher(path).forward(request, response);
    }

    static Handler answer(int status) {
        return (request, response) -> answerNow(response, status);
    }

    static void answerNow(HttpServletResponse response, int status) throws IOException {
        response.setStatus(status);
        response.getOutputStream().print("hello");
    }

    static void complete(AsyncContext async, int status) {
        try {
            answerNow((HttpServletResponse) async.getResponse(), status);
            async.complete();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void completeQuietly(AsyncContext async) {
        try {
            async.complete();
        } catch (IllegalStateException e) {
            // The container has completed it already.
        }
    }

    static void writeMuch(HttpServletResponse response) throws IOException {
        for (int i = 0; i < 10_000; i++) {
            response.getOutputStream().write(new byte[10_000]);
        }
    }

    String exchange(String request) throws IOException {
        try (Socket socket = Wire.raw(base(), request)) {
            return Wire.readAll(socket);
        }
    }

    static void join(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
