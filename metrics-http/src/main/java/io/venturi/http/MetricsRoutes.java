package io.venturi.http;

import java.net.InetAddress;

/** What a {@link MetricsServer} answers: its metrics, its liveness, and that there is nothing else. */
final class MetricsRoutes {

    static final String HEALTH = "/healthz";

    private final String path;
    private final PrometheusEndpoint endpoint;
    private final AccessRules rules;

    MetricsRoutes(String path, PrometheusEndpoint endpoint, AccessRules rules) {
        this.path = path;
        this.endpoint = endpoint;
        this.rules = rules;
    }

    ScrapeResponse respond(ScrapeRequest request, InetAddress client) {
        ScrapeResponse refusal = rules.refuseAddress(client);
        if (refusal != null) {
            return refusal;
        }
        String asked = request.rawPath();
        // Liveness tells nothing; who watches it seldom has credentials.
        if (HEALTH.equals(asked)) {
            return live(request);
        }
        ScrapeResponse challenge = rules.refuseCredentials(request);
        if (challenge != null) {
            return challenge;
        }
        return path.equals(asked) ? endpoint.respond(request) : notFound();
    }

    private static ScrapeResponse live(ScrapeRequest request) {
        return PrometheusEndpoint.isRead(request)
                ? ScrapeResponse.plain(200, "ok")
                : PrometheusEndpoint.methodNotAllowed();
    }

    static ScrapeResponse notFound() {
        return ScrapeResponse.plain(404, "Not found.");
    }
}
