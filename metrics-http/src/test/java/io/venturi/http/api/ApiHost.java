package io.venturi.http.api;

import com.sun.net.httpserver.HttpServer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.venturi.http.MetricsServer;
import io.venturi.http.ServletHost;
import io.venturi.http.ServletHost.Deployment;
import io.venturi.http.TomcatHost;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A web server that serves an API, below {@code /api}.
 *
 * @param base its root
 */
record ApiHost(URI base, Runnable stop) implements AutoCloseable {

    /** Starts one that may put its files into a directory. */
    @FunctionalInterface
    interface Kind {
        ApiHost start(MetricsApi api, Path directory);
    }

    /** The JDK's server, as a host has it. */
    static ApiHost jdk(MetricsApi api, Path directory) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            ExecutorService threads = Executors.newFixedThreadPool(16);
            server.setExecutor(threads);
            api.install(server);
            server.start();
            return new ApiHost(base(server.getAddress().getPort()), () -> {
                server.stop(0);
                threads.shutdownNow();
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The small server that serves metrics, too. */
    static ApiHost metricsServer(MetricsApi api, Path directory) {
        MetricsServer server = MetricsServer.builder(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT))
                .port(0)
                .handler("/api", api.httpHandler())
                .start();
        return new ApiHost(base(server.port()), server::close);
    }

    /** A servlet container. */
    static ApiHost tomcat(MetricsApi api, Path directory) {
        ServletHost host = TomcatHost.start(
                directory, Deployment.of(context -> context.addServlet("metrics-api", new MetricsApiServlet(api))
                        .addMapping("/api/*")));
        return new ApiHost(host.base(), host::close);
    }

    private static URI base(int port) {
        return URI.create("http://127.0.0.1:" + port);
    }

    @Override
    public void close() {
        stop.run();
    }
}
