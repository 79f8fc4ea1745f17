package io.venturi.examples.deploy.rules;

import static io.venturi.examples.deploy.rules.RuleContext.label;

import io.venturi.CommitFailure;
import io.venturi.catalog.ApiCatalog;
import io.venturi.catalog.BufferCatalog;
import io.venturi.catalog.CdcCatalog;
import io.venturi.catalog.IcebergCatalog;
import io.venturi.catalog.MeterSpec;
import io.venturi.catalog.TableCatalog;
import io.venturi.examples.deploy.promql.Meters;
import io.venturi.examples.deploy.promql.Series;
import io.venturi.examples.deploy.promql.Vector;
import io.venturi.examples.deploy.settings.Setting;
import io.venturi.examples.deploy.settings.Settings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What Prometheus works out once for alerts, dashboards and autoscaling. Named {@code level:metric:operations}. */
public final class RecordingRules {

    private static final String[] SOURCE = {"job", "source"};
    private static final String[] TABLE = {"job", "source", "table"};
    private static final String[] COUNTED = {"job", "database", "schema", "table"};
    private static final String[] JOB = {"job"};
    private static final String[] ENDPOINT = {"job", "endpoint"};

    private final Settings settings;
    private final Meters meters;
    private final List<RecordingRule> rules = new ArrayList<>();

    private final Vector lag;
    private final Vector backlog;
    private final Vector errorRatio;
    private final Vector bufferFill;
    private final Vector conflictRatio;
    private final Vector commitSeconds;
    private final Map<Setting, Vector> apiErrors = new LinkedHashMap<>();
    private final Map<Setting, Vector> apiSlow = new LinkedHashMap<>();

    RecordingRules(Settings settings, Meters meters) {
        this.settings = settings;
        this.meters = meters;
        String window = settings.text(Setting.WINDOW);
        keep(
                TABLE,
                CdcCatalog.EVENTS,
                "rate" + window,
                meters.series(CdcCatalog.EVENTS).rate(window).sumBy(TABLE));
        Vector received = keep(
                SOURCE,
                CdcCatalog.EVENTS_RECEIVED,
                "rate" + window,
                meters.series(CdcCatalog.EVENTS_RECEIVED).rate(window).sumBy(SOURCE));
        lag = keep(
                SOURCE,
                CdcCatalog.LAG,
                "max",
                meters.series(CdcCatalog.LAG).now().maxBy(SOURCE));
        backlog = keep(
                SOURCE,
                CdcCatalog.EVENTS_IN_FLIGHT,
                "sum",
                meters.series(CdcCatalog.EVENTS_IN_FLIGHT).now().sumBy(SOURCE));
        errorRatio = keep(
                SOURCE,
                CdcCatalog.ERRORS,
                "ratio_rate" + window,
                meters.series(CdcCatalog.ERRORS).rate(window).sumBy(SOURCE).dividedBy(received));
        keep(
                SOURCE,
                CdcCatalog.EVENT_LAG,
                "p95_rate" + window,
                meters.histogram(CdcCatalog.EVENT_LAG).quantile("0.95", window, SOURCE));
        bufferFill = keep(SOURCE, BufferCatalog.DEPTH, "ratio", bufferFill());
        conflictRatio = keep(TABLE, IcebergCatalog.COMMIT_FAILURES, "conflict_ratio_rate" + window, conflicts(window));
        commitSeconds = keep(
                TABLE,
                IcebergCatalog.COMMIT_DURATION,
                "p95_rate" + window,
                meters.histogram(IcebergCatalog.COMMIT_DURATION).quantile("0.95", window, TABLE));
        keep(
                COUNTED,
                TableCatalog.ROWS,
                "max",
                meters.series(TableCatalog.ROWS).now().maxBy(COUNTED));
        keep(
                ENDPOINT,
                ApiCatalog.REQUESTS,
                "rate" + window,
                meters.series(ApiCatalog.REQUESTS).rate(window).sumBy(ENDPOINT));
        for (Setting burn : List.of(
                Setting.WINDOW,
                Setting.BURN_FAST_SHORT,
                Setting.BURN_FAST_LONG,
                Setting.BURN_SLOW_SHORT,
                Setting.BURN_SLOW_LONG)) {
            apiErrors.put(burn, apiErrors(settings.text(burn)));
            apiSlow.put(burn, apiSlow(settings.text(burn)));
        }
    }

    private Vector keep(String[] level, MeterSpec meter, String operations, Vector expression) {
        String metric = meter.prometheusName(settings.namespace()).replaceAll("_total$", "");
        String name = String.join("_", level) + ":" + metric + ":" + operations;
        RecordingRule rule = new RecordingRule(name, expression);
        if (rules.stream().noneMatch(other -> other.name().equals(name))) {
            rules.add(rule);
        }
        return rule.kept();
    }

    private Vector bufferFill() {
        Vector depth = meters.series(BufferCatalog.DEPTH).now();
        return depth.dividedBy(meters.series(BufferCatalog.CAPACITY).now()).maxBy(SOURCE);
    }

    private Vector conflicts(String window) {
        Series failures = meters.series(IcebergCatalog.COMMIT_FAILURES);
        Vector lost = failures.where("reason", label(CommitFailure.CONFLICT))
                .rate(window)
                .sumBy(TABLE);
        Vector won = meters.series(IcebergCatalog.COMMITS).rate(window).sumBy(TABLE);
        return lost.dividedBy(won.plus(failures.rate(window).sumBy(TABLE)));
    }

    private Vector apiErrors(String window) {
        Series requests = meters.series(ApiCatalog.REQUESTS);
        Vector all = requests.rate(window).sumBy(JOB);
        Vector failed = requests.matching("status", "5..").rate(window).sumBy(JOB);
        return keep(
                JOB,
                ApiCatalog.REQUESTS,
                "error_ratio_rate" + window,
                failed.orZeroWhere(all).dividedBy(all));
    }

    private Vector apiSlow(String window) {
        String latency = settings.text(Setting.API_LATENCY);
        Vector slow = meters.histogram(ApiCatalog.REQUEST_DURATION).ratioAbove(latency, window, JOB);
        return keep(JOB, ApiCatalog.REQUEST_DURATION, "slow_ratio_rate" + window, slow);
    }

    /** All of them, in an order in which each is kept after what it reads. */
    public List<RecordingRule> all() {
        return List.copyOf(rules);
    }

    /** Greatest lag by job and source. */
    public Vector lag() {
        return lag;
    }

    /** Events in flight by job and source. */
    public Vector backlog() {
        return backlog;
    }

    /** Errors for each event received, by job and source. */
    Vector errorRatio() {
        return errorRatio;
    }

    /** How full buffers are, by job and source. */
    Vector fill() {
        return bufferFill;
    }

    /** Part of the commits that lost to another, by job, source and table. */
    Vector conflictRatio() {
        return conflictRatio;
    }

    /** Seconds within which 95 % of the commits end, by job, source and table. */
    Vector commitSeconds() {
        return commitSeconds;
    }

    /** Part of the requests that failed in a window, by job. */
    Vector apiErrors(Setting window) {
        return Objects.requireNonNull(apiErrors.get(window));
    }

    /** Part of the requests that took too long in a window, by job. */
    Vector apiSlow(Setting window) {
        return Objects.requireNonNull(apiSlow.get(window));
    }
}
