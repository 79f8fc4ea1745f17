package io.venturi.http;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Serves a {@link PrometheusEndpoint} from a servlet container:
 *
 * <pre>{@code
 * PrometheusServlet servlet = new PrometheusServlet(PrometheusEndpoint.of(registry));
 * context.addServlet("prometheus", servlet).addMapping("/metrics");
 * }</pre>
 *
 * <p>GET and HEAD are answered, other methods with 405. It answers for the exact path of its mapping only: mapped to {@code
 * /metrics/*}, it leaves {@code /metrics/foo} to be 404. Who may ask is for the container to decide.
 *
 * <p>Thread-safe.
 */
public final class PrometheusServlet extends HttpServlet {

    private static final long serialVersionUID = 1;

    // A servlet is serializable by descent only: no container has stored one since the days of applets.
    private final transient PrometheusEndpoint endpoint;

    /** A servlet for this endpoint. */
    public PrometheusServlet(PrometheusEndpoint endpoint) {
        this.endpoint = Objects.requireNonNull(endpoint, "endpoint");
    }

    @Override
    public String getServletInfo() {
        return "Venturi's metrics for Prometheus";
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try (ScrapeResponse answer = respond(request)) {
            send(answer, request, response);
        }
    }

    private ScrapeResponse respond(HttpServletRequest request) {
        return request.getPathInfo() == null
                ? endpoint.respond(new ServletScrapeRequest(request))
                : MetricsRoutes.notFound();
    }

    private static void send(ScrapeResponse answer, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        response.setStatus(answer.status());
        answer.headers().forEach(response::setHeader);
        response.setContentLength(answer.size());
        if (!request.getMethod().equals("HEAD")) {
            answer.writeTo(response.getOutputStream());
        }
    }

    private record ServletScrapeRequest(HttpServletRequest request) implements ScrapeRequest {

        @Override
        public String method() {
            return request.getMethod();
        }

        @Override
        public String rawPath() {
            return request.getRequestURI();
        }

        @Override
        public @Nullable String rawQuery() {
            return request.getQueryString();
        }

        @Override
        public @Nullable String header(String name) {
            Enumeration<String> values = request.getHeaders(name);
            return values == null || !values.hasMoreElements() ? null : String.join(",", Collections.list(values));
        }
    }
}
