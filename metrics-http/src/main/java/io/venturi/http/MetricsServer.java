package io.venturi.http;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.venturi.instrument.Once;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A small web server for hosts that have none:
 *
 * <pre>{@code
 * try (MetricsServer server = MetricsServer.start(registry, 9404)) {
 *     // serves http://127.0.0.1:9404/metrics, and "ok" at /healthz
 * }
 * }</pre>
 *
 * <p>It listens on the loopback address unless told otherwise, runs on daemon threads of its own, whose names start with
 * {@code metrics-server-}, and reads no request bodies, except for what is mounted by {@link Builder#handler}. Clients that are slow to send their request or to take the answer
 * are cut off, at once when others wait. See {@link PrometheusEndpoint} for what it answers. Thread-safe.
 */
public final class MetricsServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(MetricsServer.class);

    private final HttpServer server;
    private final ExchangeWorkers workers;
    private final String path;
    private final Duration closeTimeout;
    private boolean closed; // guarded by this

    private MetricsServer(HttpServer server, ExchangeWorkers workers, Builder builder) {
        this.server = server;
        this.workers = workers;
        this.path = builder.path.get();
        this.closeTimeout = builder.closeTimeout.get();
    }

    /**
     * Serves a registry at {@code http://127.0.0.1:port/metrics}.
     *
     * @param port 0 takes a free one, which {@link #port()} then tells
     * @throws IllegalArgumentException if the port is not between 0 and 65535
     * @throws UncheckedIOException if the port cannot be listened on; the message says what to do
     */
    public static MetricsServer start(PrometheusMeterRegistry registry, int port) {
        return builder(registry).port(port).start();
    }

    /** A server with other options. */
    public static Builder builder(PrometheusMeterRegistry registry) {
        return new Builder(registry);
    }

    /** The port that it listens on. */
    public int port() {
        return server.getAddress().getPort();
    }

    /** Where its metrics are; of a server that listens on all addresses, as seen from this host. */
    public URI uri() {
        InetAddress address = server.getAddress().getAddress();
        InetAddress reachable = address.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : address;
        String scheme = server instanceof HttpsServer ? "https" : "http";
        String host = reachable.getHostAddress();
        return URI.create(scheme + "://" + (host.indexOf(':') < 0 ? host : '[' + host + ']') + ':' + port() + path);
    }

    /**
     * Stops listening, lets answers under way be sent, and ends all threads: within the builder's {@code closeTimeout}.
     * Idempotent. Interrupting the caller cuts it short.
     */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        long deadline = System.nanoTime() + closeTimeout.toNanos();
        try {
            workers.finish(closeTimeout.toNanos() / 2);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        // Elsewhere, because it closes connections, and to say goodbye over TLS may take as long as the client likes.
        Thread stopping = Listening.daemon("metrics-server-stop", () -> server.stop(0));
        stopping.start();
        try {
            boolean ended = workers.stop(deadline - System.nanoTime());
            TimeUnit.NANOSECONDS.timedJoin(stopping, deadline - System.nanoTime());
            if (!ended || stopping.isAlive()) {
                LOG.warn(
                        "Closing the metrics server at {} took longer than {}; its threads end later",
                        uri(),
                        closeTimeout);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Options of a server. Not thread-safe. */
    public static final class Builder {

        private static final Pattern PATH = Pattern.compile("/|(/[A-Za-z0-9._~-]+)+");
        private static final Duration CROWDED_REQUEST = Duration.ofMillis(100);
        // A handshake goes to and fro twice.
        private static final Duration CROWDED_TLS_REQUEST = Duration.ofMillis(500);
        private static final int DEFAULT_PORT = 9404;
        private static final int MAX_PORT = 65535;

        private final PrometheusEndpoint.Builder endpoint;
        private final Once<Integer> port = new Once<>("port", DEFAULT_PORT);
        private final Once<InetAddress> address = new Once<>("address", InetAddress.getLoopbackAddress());
        private final Once<String> path = new Once<>("path", "/metrics");
        private final Once<Duration> clientTimeout = new Once<>("clientTimeout", Duration.ofSeconds(10));
        private final Once<Duration> closeTimeout = new Once<>("closeTimeout", Duration.ofSeconds(2));

        private final Once<List<AddressRange>> allowed = new Once<>("allow", List.of());
        private final Once<Credentials> bearer = new Once<>("bearerToken");
        private final Once<Credentials> basic = new Once<>("basicAuthentication");
        private final Once<HttpsConfigurator> tls = new Once<>("tls");
        private final Map<String, MountedHandler> handlers = new LinkedHashMap<>();

        private Builder(PrometheusMeterRegistry registry) {
            this.endpoint = PrometheusEndpoint.builder(Objects.requireNonNull(registry, "registry"));
        }

        /**
         * The port to listen on; 9404 by default, 0 for a free one.
         *
         * @throws IllegalArgumentException if not between 0 and 65535
         */
        public Builder port(int port) {
            if (port < 0 || port > MAX_PORT) {
                throw new IllegalArgumentException(
                        "port is " + port + ": choose one from 1 to " + MAX_PORT + ", or 0 for a free one");
            }
            this.port.set(port);
            return this;
        }

        /**
         * The address to listen on, such as {@code 10.0.0.5}; the loopback address by default. {@code 0.0.0.0} stands for
         * all addresses.
         *
         * @throws IllegalArgumentException if it cannot be resolved
         */
        public Builder address(String address) {
            try {
                this.address.set(InetAddress.getByName(Objects.requireNonNull(address, "address")));
            } catch (UnknownHostException e) {
                throw new IllegalArgumentException(
                        "address is " + address + ", which cannot be resolved: give an address of this host", e);
            }
            return this;
        }

        /**
         * The path of the metrics; {@code /metrics} by default.
         *
         * @throws IllegalArgumentException if it is not a plain absolute path without a trailing slash, or is {@code
         *     /healthz}
         */
        public Builder path(String path) {
            if (!PATH.matcher(path).matches() || path.equals(MetricsRoutes.HEALTH)) {
                throw new IllegalArgumentException("path is " + path
                        + ": give one such as /metrics, of letters, digits, '.', '_', '~', '-', and not "
                        + MetricsRoutes.HEALTH);
            }
            this.path.set(path);
            return this;
        }

        /** See {@link PrometheusEndpoint.Builder#maxConcurrentRenders}. */
        public Builder maxConcurrentRenders(int renders) {
            endpoint.maxConcurrentRenders(renders);
            return this;
        }

        /** See {@link PrometheusEndpoint.Builder#maxResponseBytes}. */
        public Builder maxResponseBytes(int bytes) {
            endpoint.maxResponseBytes(bytes);
            return this;
        }

        /**
         * How long a client may take to send its request, and again to take the answer; 10 s by default.
         *
         * @throws IllegalArgumentException if not positive
         */
        public Builder clientTimeout(Duration timeout) {
            clientTimeout.set(positive("clientTimeout", timeout));
            return this;
        }

        /**
         * How long {@link MetricsServer#close()} may take; 2 s by default.
         *
         * @throws IllegalArgumentException if not positive
         */
        public Builder closeTimeout(Duration timeout) {
            closeTimeout.set(positive("closeTimeout", timeout));
            return this;
        }

        /**
         * Lets in who sends {@code Authorization: Bearer token}. Where {@link #basicAuthentication} is set, too, either
         * lets in. {@code /healthz} stays open.
         *
         * @throws IllegalArgumentException if empty, or not of visible ASCII characters
         */
        public Builder bearerToken(String token) {
            bearer.set(Credentials.bearer(token));
            return this;
        }

        /**
         * Lets in who sends this name and password by HTTP's basic authentication; over a network, only with {@link #tls}.
         * {@code /healthz} stays open.
         *
         * @throws IllegalArgumentException if either is empty, or the name has a colon
         */
        public Builder basicAuthentication(String user, String password) {
            basic.set(Credentials.basic(user, password));
            return this;
        }

        /**
         * Answers these addresses only, others get 403: {@code allow("10.0.0.0/8", "fd00::/8", "127.0.0.1")}. It goes by where
         * a connection comes from; of what is behind a proxy it knows nothing.
         *
         * @throws IllegalArgumentException if one is neither an address nor a range, or there is none
         */
        public Builder allow(String... addresses) {
            if (addresses.length == 0) {
                throw new IllegalArgumentException(
                        "allow is empty: give addresses, or leave the call out to allow all");
            }
            allowed.set(Arrays.stream(addresses).map(AddressRange::parse).toList());
            return this;
        }

        /**
         * Speaks TLS. For mutual TLS, the configurator asks for the client's certificate:
         *
         * <pre>{@code
         * new HttpsConfigurator(sslContext) {
         *     @Override
         *     public void configure(HttpsParameters parameters) {
         *         SSLParameters tls = getSSLContext().getDefaultSSLParameters();
         *         tls.setNeedClientAuth(true);
         *         parameters.setSSLParameters(tls);
         *     }
         * }
         * }</pre>
         */
        public Builder tls(HttpsConfigurator configurator) {
            tls.set(Objects.requireNonNull(configurator, "configurator"));
            return this;
        }

        /**
         * Serves something else, too, below a path: {@code handler("/api", metricsApi.httpHandler())}. {@link #allow} and {@link #clientTimeout} hold
         * for it, tokens and passwords of this server do not: it asks for its own.
         *
         * @throws IllegalArgumentException if the path is not one as {@link #path} takes it, is {@code /}, or is taken
         */
        public Builder handler(String path, MountedHandler handler) {
            if (!PATH.matcher(path).matches() || path.equals("/") || path.equals(MetricsRoutes.HEALTH)) {
                throw new IllegalArgumentException("handler has the path " + path
                        + ": give one such as /api, of letters, digits, '.', '_', '~', '-', and not "
                        + MetricsRoutes.HEALTH);
            }
            if (handlers.putIfAbsent(path, Objects.requireNonNull(handler, "handler")) != null) {
                throw new IllegalArgumentException("handler has the path " + path + " already: give another one");
            }
            return this;
        }

        private List<Credentials> credentials() {
            return Stream.of(bearer, basic)
                    .flatMap(once -> once.given().stream())
                    .toList();
        }

        private static Duration positive(String option, Duration duration) {
            if (duration.isZero() || duration.isNegative()) {
                throw new IllegalArgumentException(option + " is " + duration + ": give a positive duration");
            }
            return duration;
        }

        /**
         * Starts the server.
         *
         * @throws UncheckedIOException if its address and port cannot be listened on; the message says what to do
         * @throws IllegalStateException if a handler must not be served at this address, or has the path of the metrics
         */
        public MetricsServer start() {
            HttpsConfigurator configurator = tls.given().orElse(null);
            Duration crowded = configurator == null ? CROWDED_REQUEST : CROWDED_TLS_REQUEST;
            AccessRules rules = new AccessRules(allowed.get(), credentials());
            MetricsRoutes routes = new MetricsRoutes(path.get(), endpoint.build(), rules);
            InetSocketAddress socket = new InetSocketAddress(address.get(), port.get());
            checkHandlers(socket);
            warnIfExposed();
            HttpServer server = Listening.open(socket, configurator);
            ExchangeWorkers workers = new ExchangeWorkers("metrics-server", clientTimeout.get(), crowded);
            server.setExecutor(workers);
            server.createContext("/", new ScrapeHttpHandler(routes::respond, workers::enter));
            handlers.forEach((mount, handler) ->
                    server.createContext(mount, new WatchedExchange(handler, rules, workers::enter)));
            Listening.startAsDaemon(server);
            return new MetricsServer(server, workers, this);
        }

        private void checkHandlers(InetSocketAddress socket) {
            if (handlers.containsKey(path.get())) {
                throw new IllegalStateException(
                        "path is " + path.get() + ", and a handler has it, too: give one of them another");
            }
            handlers.values().forEach(handler -> handler.checkAddress(socket));
        }

        private void warnIfExposed() {
            if (address.get().isAnyLocalAddress()
                    && credentials().isEmpty()
                    && tls.given().filter(ClientCertificates::areNeeded).isEmpty()) {
                LOG.warn(
                        "The metrics are served on all addresses of this host without authentication: set a bearerToken,"
                                + " basicAuthentication or mutual TLS, or give an address that only trusted networks reach");
            }
        }
    }
}
