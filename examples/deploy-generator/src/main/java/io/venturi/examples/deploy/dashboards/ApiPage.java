package io.venturi.examples.deploy.dashboards;

import static io.venturi.examples.deploy.dashboards.Dashboards.RATE;

import io.venturi.catalog.ApiCatalog;
import io.venturi.catalog.FlowCatalog;
import io.venturi.examples.deploy.promql.Histogram;
import io.venturi.examples.deploy.promql.Meters;
import io.venturi.examples.deploy.promql.Series;
import io.venturi.examples.deploy.promql.Vector;
import io.venturi.examples.deploy.settings.GroupLabels;
import io.venturi.examples.deploy.settings.Setting;
import io.venturi.examples.deploy.settings.Settings;

/** Requests that are served, calls that are made, and what passes through in between. */
final class ApiPage {

    private final Variables variables;
    private final Meters meters;

    ApiPage(GroupLabels groups) {
        variables = new Variables(groups).choose("endpoint", ApiCatalog.REQUESTS);
        meters = variables.meters();
    }

    Dashboard dashboard(Settings settings) {
        double ratio = settings.number(Setting.API_ERROR_RATIO);
        double latency = settings.number(Setting.API_LATENCY);
        return new Dashboard(
                        Dashboards.API,
                        "Venturi: API, calls and workers",
                        "Rate, errors and latency of the API by endpoint; calls to other services; entities and workers.",
                        variables,
                        settings)
                .row("Now")
                .line(requestsNow(), errorsNow(ratio), latencyNow(latency), active())
                .row("Requests served")
                .line(requests(), statuses())
                .line(errors(ratio), exceptions())
                .line(quantile("0.5", latency), quantile("0.95", latency), quantile("0.99", latency))
                .line(slowest(), latencyHeatmap(), rateLimited())
                .line(
                        sizes("Size of requests", meters.histogram(ApiCatalog.REQUEST_SIZE)),
                        sizes("Size of responses", meters.histogram(ApiCatalog.RESPONSE_SIZE)))
                .row("Calls made")
                .line(calls(), callLatency())
                .row("Flow and workers")
                .line(entities(), processing(), issues());
    }

    private Vector errorRatio(String... by) {
        Series requests = meters.series(ApiCatalog.REQUESTS);
        Vector all = requests.rate(RATE).sumBy(by);
        return requests.matching("status", "5..")
                .rate(RATE)
                .sumBy(by)
                .orZeroWhere(all)
                .dividedBy(all);
    }

    private Panel requestsNow() {
        return Panel.stat("Requests", DisplayUnit.REQUESTS_PER_SECOND, "Requests served each second.")
                .ask(meters.series(ApiCatalog.REQUESTS).rate(RATE).sumBy("job"), "{{job}}");
    }

    private Panel errorsNow(double ratio) {
        return Panel.stat("Errors", DisplayUnit.RATIO, "Part of the requests that were answered with 500 or more.")
                .warn(ratio / 5, ratio)
                .ask(errorRatio("job"), "{{job}}");
    }

    private Panel latencyNow(double latency) {
        return Panel.stat("Latency", DisplayUnit.SECONDS, "Within which 95 % of the requests are answered.")
                .alarm(latency)
                .ask(meters.histogram(ApiCatalog.REQUEST_DURATION).quantile("0.95", RATE, "job"), "{{job}}");
    }

    private Panel active() {
        return Panel.stat("Under way", DisplayUnit.NUMBER, "Requests that are not answered yet.")
                .ask(meters.series(ApiCatalog.ACTIVE_REQUESTS).now().sumBy("job"), "{{job}}");
    }

    private Panel requests() {
        return Panel.series("Requests by endpoint", DisplayUnit.REQUESTS_PER_SECOND, "By route template and method.")
                .ask(
                        meters.series(ApiCatalog.REQUESTS).rate(RATE).sumBy("endpoint", "method"),
                        "{{method}} {{endpoint}}");
    }

    private Panel statuses() {
        return Panel.series("Requests by status", DisplayUnit.REQUESTS_PER_SECOND, "What they were answered with.")
                .stacked()
                .ask(meters.series(ApiCatalog.REQUESTS).rate(RATE).sumBy("status"), "{{status}}");
    }

    private Panel errors(double ratio) {
        return Panel.series("Errors by endpoint", DisplayUnit.RATIO, "Part of the requests answered with 500 or more.")
                .alarm(ratio)
                .upTo(1)
                .ask(errorRatio("endpoint"), "{{endpoint}}");
    }

    private Panel exceptions() {
        return Panel.series("Exceptions", DisplayUnit.OPERATIONS_PER_SECOND, "That left a handler, by class.")
                .ask(
                        meters.series(ApiCatalog.EXCEPTIONS).rate(RATE).sumBy("endpoint", "exception"),
                        "{{endpoint}} {{exception}}");
    }

    private Panel quantile(String q, double latency) {
        return Panel.series(
                        "Latency, quantile " + q,
                        DisplayUnit.SECONDS,
                        "By endpoint, from native histograms where Prometheus has them, else from classic buckets.")
                .alarm(latency)
                .ask(meters.histogram(ApiCatalog.REQUEST_DURATION).quantile(q, RATE, "endpoint"), "{{endpoint}}");
    }

    private Panel slowest() {
        return Panel.series("Slowest requests", DisplayUnit.SECONDS, "The slowest of late, by endpoint.")
                .ask(meters.histogram(ApiCatalog.REQUEST_DURATION).max().now().maxBy("endpoint"), "{{endpoint}}");
    }

    private Panel latencyHeatmap() {
        return Panel.heatmap("Latency, distribution", DisplayUnit.SECONDS, "All endpoints together.")
                .ask(meters.histogram(ApiCatalog.REQUEST_DURATION).distribution(RATE), "{{le}}");
    }

    private Panel rateLimited() {
        return Panel.series("Turned away", DisplayUnit.REQUESTS_PER_SECOND, "Requests turned away by a rate limit.")
                .ask(meters.series(ApiCatalog.RATE_LIMITED).rate(RATE).sumBy("endpoint"), "{{endpoint}}");
    }

    private static Panel sizes(String title, Histogram sizes) {
        return Panel.series(title, DisplayUnit.BYTES, "Of bodies, by endpoint. Metered where the host asks for it.")
                .ask(sizes.quantile("0.95", RATE, "endpoint"), "{{endpoint}} 0.95")
                .ask(sizes.max().now().maxBy("endpoint"), "{{endpoint}} max");
    }

    private Panel calls() {
        return Panel.series(
                        "Calls by outcome", DisplayUnit.OPERATIONS_PER_SECOND, "To other services, and how they ended.")
                .ask(meters.series(ApiCatalog.CALLS).rate(RATE).sumBy("api", "outcome"), "{{api}} {{outcome}}");
    }

    private Panel callLatency() {
        return Panel.series(
                        "Latency of calls", DisplayUnit.SECONDS, "Within which 95 % of the calls end, and the slowest.")
                .ask(meters.histogram(ApiCatalog.CALL_DURATION).quantile("0.95", RATE, "api"), "{{api}} 0.95")
                .ask(meters.histogram(ApiCatalog.CALL_DURATION).max().now().maxBy("api"), "{{api}} max");
    }

    private Panel entities() {
        return Panel.series("Entities", DisplayUnit.OPERATIONS_PER_SECOND, "That passed, by outcome.")
                .ask(
                        meters.series(FlowCatalog.ENTITIES).rate(RATE).sumBy("entity", "outcome"),
                        "{{entity}} {{outcome}}");
    }

    private Panel processing() {
        return Panel.series(
                        "Processing of entities",
                        DisplayUnit.SECONDS,
                        "Within which 95 % are processed, and the slowest.")
                .ask(meters.histogram(FlowCatalog.PROCESSING).quantile("0.95", RATE, "entity"), "{{entity}} 0.95")
                .ask(meters.histogram(FlowCatalog.PROCESSING).max().now().maxBy("entity"), "{{entity}} max");
    }

    private Panel issues() {
        return Panel.series("Issues of workers", DisplayUnit.OPERATIONS_PER_SECOND, "By type and severity.")
                .ask(
                        meters.series(FlowCatalog.WORKER_ISSUES).rate(RATE).sumBy("worker", "issue_type", "severity"),
                        "{{worker}} {{issue_type}} {{severity}}");
    }
}
