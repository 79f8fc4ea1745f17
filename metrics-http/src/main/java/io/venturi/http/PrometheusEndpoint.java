package io.venturi.http;

import com.sun.net.httpserver.HttpHandler;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.venturi.instrument.Once;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves a Prometheus registry to Prometheus and its kin, whatever the web server:
 *
 * <pre>{@code
 * HttpServer server = HttpServer.create(address, 0);
 * server.createContext("/metrics", PrometheusEndpoint.of(registry).httpHandler());
 * }</pre>
 *
 * <p>A servlet container mounts a {@link PrometheusServlet} instead. It answers GET and HEAD in the text format (0.0.4, the default), OpenMetrics (1.0.0) or delimited protobuf, as the
 * request's {@code Accept} asks, compressed with gzip where {@code Accept-Encoding} allows it. {@code
 * ?name[]=orders_total} restricts the answer to families of that name or with a sample of that name.
 *
 * <p>All series of a scrape are read as of one moment (see {@link io.venturi.instrument.ConsistentRead}), into memory,
 * before anything is sent. A failure is a plain 500 and a line in the log. Few renders run at a time; requests for the
 * same exposition share one, and what is too much is answered 503 with {@code Retry-After}. A request waits for others no
 * longer than its {@code X-Prometheus-Scrape-Timeout-Seconds} leaves it.
 *
 * <p>Thread-safe. It owns no thread and needs no closing.
 */
public final class PrometheusEndpoint {

    private static final Logger LOG = LoggerFactory.getLogger(PrometheusEndpoint.class);

    private static final String SCRAPE_TIMEOUT = "X-Prometheus-Scrape-Timeout-Seconds";
    private static final double DEFAULT_TIMEOUT_SECONDS = 10;
    private static final double MAX_TIMEOUT_SECONDS = 60;
    // The rest is for sending the answer while the scraper still listens.
    private static final double SHARE_OF_TIMEOUT = 0.9;
    private static final String RETRY_AFTER_SECONDS = "1";

    private final Renders renders;

    private PrometheusEndpoint(Builder builder) {
        this.renders = new Renders(
                new RegistryRenderer(builder.registry)::render,
                builder.maxConcurrentRenders.get(),
                builder.maxResponseBytes.get());
    }

    /** An endpoint with the defaults of {@link Builder}. */
    public static PrometheusEndpoint of(PrometheusMeterRegistry registry) {
        return builder(registry).build();
    }

    /** An endpoint with other limits. */
    public static Builder builder(PrometheusMeterRegistry registry) {
        return new Builder(registry);
    }

    /**
     * A handler for a context of the JDK's server. It answers for the context's exact path only: mounted at {@code
     * /metrics}, it leaves {@code /metricsfoo} and {@code /metrics/} to be 404.
     */
    public HttpHandler httpHandler() {
        HttpHandler scrapes = new ScrapeHttpHandler((request, client) -> respond(request), phase -> {});
        HttpHandler notFound = new ScrapeHttpHandler((request, client) -> MetricsRoutes.notFound(), phase -> {});
        return exchange -> {
            String path = exchange.getRequestURI().getRawPath();
            boolean exact = exchange.getHttpContext().getPath().equals(path);
            (exact ? scrapes : notFound).handle(exchange);
        };
    }

    /** Answers a request; the caller closes the answer. Does not throw, {@code Error}s aside. */
    ScrapeResponse respond(ScrapeRequest request) {
        if (!isRead(request)) {
            return methodNotAllowed();
        }
        try {
            return render(request);
        } catch (NameFilter.MalformedException e) {
            return ScrapeResponse.plain(400, "Bad request: " + e.getMessage() + '.');
        } catch (Renders.BusyException e) {
            return busy();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return busy();
        }
    }

    static boolean isRead(ScrapeRequest request) {
        return request.method().equals("GET") || request.method().equals("HEAD");
    }

    static ScrapeResponse methodNotAllowed() {
        return ScrapeResponse.plain(405, "Only GET and HEAD are allowed here.").with("Allow", "GET, HEAD");
    }

    private ScrapeResponse render(ScrapeRequest request)
            throws NameFilter.MalformedException, Renders.BusyException, InterruptedException {
        Exposition exposition = new Exposition(
                ExpositionFormat.negotiate(request.header("Accept")),
                ContentCoding.negotiate(request.header("Accept-Encoding")),
                NameFilter.parse(request.rawQuery()));
        Rendering rendering = renders.render(exposition, waitNanos(request.header(SCRAPE_TIMEOUT)));
        Throwable failure = rendering.failure();
        if (failure != null) {
            rendering.letGo();
            LOG.error("Cannot render the metrics as {}", exposition, failure);
            return ScrapeResponse.plain(500, "The metrics cannot be rendered; the log of this service says why.");
        }
        return success(exposition, rendering);
    }

    private static ScrapeResponse success(Exposition exposition, Rendering rendering) {
        ScrapeResponse response = new ScrapeResponse(
                        200, exposition.format().contentType(), new RenderedBody(rendering))
                .with("Vary", "Accept, Accept-Encoding");
        return exposition.coding() == ContentCoding.GZIP ? response.with("Content-Encoding", "gzip") : response;
    }

    private static ScrapeResponse busy() {
        return ScrapeResponse.plain(503, "Too many scrapes at a time; try again.")
                .with("Retry-After", RETRY_AFTER_SECONDS);
    }

    private static long waitNanos(@Nullable String scrapeTimeout) {
        double seconds = DEFAULT_TIMEOUT_SECONDS;
        try {
            double asked = scrapeTimeout == null ? 0 : Double.parseDouble(scrapeTimeout);
            seconds = asked > 0 ? Math.min(asked, MAX_TIMEOUT_SECONDS) : seconds;
        } catch (NumberFormatException e) {
            LOG.debug("Ignoring a malformed {}", SCRAPE_TIMEOUT);
        }
        return (long) (seconds * SHARE_OF_TIMEOUT * TimeUnit.SECONDS.toNanos(1));
    }

    /** Options of an endpoint. Not thread-safe. */
    public static final class Builder {

        private static final int DEFAULT_RENDERS = 2;
        private static final int DEFAULT_BYTES = 64 * 1024 * 1024;
        private static final int MIN_BYTES = 1024;

        private final PrometheusMeterRegistry registry;
        private final Once<Integer> maxConcurrentRenders = new Once<>("maxConcurrentRenders", DEFAULT_RENDERS);
        private final Once<Integer> maxResponseBytes = new Once<>("maxResponseBytes", DEFAULT_BYTES);

        private Builder(PrometheusMeterRegistry registry) {
            this.registry = Objects.requireNonNull(registry, "registry");
        }

        /**
         * How many renders may run at a time; 2 by default.
         *
         * @throws IllegalArgumentException if less than 1
         */
        public Builder maxConcurrentRenders(int renders) {
            if (renders < 1) {
                throw new IllegalArgumentException("maxConcurrentRenders is " + renders + ": at least 1 is needed");
            }
            maxConcurrentRenders.set(renders);
            return this;
        }

        /**
         * How large an answer may become, in bytes on the wire; 64 MiB by default. A larger one is a failure: a registry
         * that grows without bound should not take its host with it.
         *
         * @throws IllegalArgumentException if less than 1,024
         */
        public Builder maxResponseBytes(int bytes) {
            if (bytes < MIN_BYTES) {
                throw new IllegalArgumentException(
                        "maxResponseBytes is " + bytes + ": at least " + MIN_BYTES + " are needed");
            }
            maxResponseBytes.set(bytes);
            return this;
        }

        /** Builds the endpoint. */
        public PrometheusEndpoint build() {
            return new PrometheusEndpoint(this);
        }
    }
}
