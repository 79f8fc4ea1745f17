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
import io.venturi.examples.deploy.settings.GroupLabels;
import io.venturi.examples.deploy.settings.Setting;
import io.venturi.examples.deploy.settings.Settings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What Prometheus works out once for alerts, dashboards and autoscaling. Named {@code level:metric:operations}. */
public final class RecordingRules {

    private final Settings settings;
    private final Meters meters;
    private final String[] bySource;
    private final String[] byReplica;
    private final String[] byTable;
    private final String[] byCounted;
    private final String[] byJob;
    private final String[] byEndpoint;
    private final List<RecordingRule> rules = new ArrayList<>();

    private final Vector lag;
    private final Vector backlog;
    private final Vector backlogOfReplicas;
    private final Vector errorRatio;
    private final Vector bufferFill;
    private final Vector conflictRatio;
    private final Vector commitSeconds;
    private final Map<Setting, Vector> apiErrors = new LinkedHashMap<>();
    private final Map<Setting, Vector> apiSlow = new LinkedHashMap<>();

    RecordingRules(Settings settings, Meters meters) {
        this.settings = settings;
        this.meters = meters;
        GroupLabels groups = settings.groups();
        byTable = groups.and("source", "table");
        byCounted = groups.and("database", "schema", "table");
        byJob = groups.and();
        byEndpoint = groups.and("endpoint");
        bySource = groups.and("source");
        byReplica = groups.andReplica("source");
        String window = settings.text(Setting.WINDOW);
        keep(
                byTable,
                CdcCatalog.EVENTS,
                "rate" + window,
                meters.series(CdcCatalog.EVENTS).rate(window).sumBy(byTable));
        keep(
                bySource,
                CdcCatalog.EVENTS_RECEIVED,
                "rate" + window,
                meters.series(CdcCatalog.EVENTS_RECEIVED).rate(window).sumBy(bySource));
        lag = keep(
                bySource,
                CdcCatalog.LAG,
                "max",
                meters.series(CdcCatalog.LAG).now().maxBy(bySource));
        backlogOfReplicas = keep(
                byReplica,
                CdcCatalog.EVENTS_IN_FLIGHT,
                "sum",
                meters.series(CdcCatalog.EVENTS_IN_FLIGHT).now().sumBy(byReplica));
        backlog = keep(bySource, CdcCatalog.EVENTS_IN_FLIGHT, "sum", backlogOfReplicas.sumBy(bySource));
        errorRatio = keep(bySource, CdcCatalog.ERRORS, "max_ratio_rate" + window, worstErrors(window));
        keep(
                bySource,
                CdcCatalog.EVENT_LAG,
                "p95_rate" + window,
                meters.histogram(CdcCatalog.EVENT_LAG).quantile("0.95", window, bySource));
        bufferFill = keep(bySource, BufferCatalog.DEPTH, "ratio", bufferFill());
        conflictRatio =
                keep(byTable, IcebergCatalog.COMMIT_FAILURES, "conflict_ratio_rate" + window, conflicts(window));
        commitSeconds = keep(
                byTable,
                IcebergCatalog.COMMIT_DURATION,
                "p95_rate" + window,
                meters.histogram(IcebergCatalog.COMMIT_DURATION).quantile("0.95", window, byTable));
        keep(
                byCounted,
                TableCatalog.ROWS,
                "max",
                meters.series(TableCatalog.ROWS).now().maxBy(byCounted));
        keep(
                byEndpoint,
                ApiCatalog.REQUESTS,
                "rate" + window,
                meters.series(ApiCatalog.REQUESTS).rate(window).sumBy(byEndpoint));
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

    /** Of the replica that has the most, as those that fare well would make it little. */
    private Vector worstErrors(String window) {
        Vector received = meters.series(CdcCatalog.EVENTS_RECEIVED).rate(window).sumBy(byReplica);
        Vector errors = meters.series(CdcCatalog.ERRORS).rate(window).sumBy(byReplica);
        return errors.dividedBy(received).maxBy(bySource);
    }

    private Vector bufferFill() {
        Vector depth = meters.series(BufferCatalog.DEPTH).now();
        return depth.dividedBy(meters.series(BufferCatalog.CAPACITY).now()).maxBy(bySource);
    }

    private Vector conflicts(String window) {
        Series failures = meters.series(IcebergCatalog.COMMIT_FAILURES);
        Vector lost = failures.where("reason", label(CommitFailure.CONFLICT))
                .rate(window)
                .sumBy(byTable);
        Vector won = meters.series(IcebergCatalog.COMMITS).rate(window).sumBy(byTable);
        return lost.dividedBy(won.plus(failures.rate(window).sumBy(byTable)));
    }

    private Vector apiErrors(String window) {
        Series requests = meters.series(ApiCatalog.REQUESTS);
        Vector all = requests.rate(window).sumBy(byJob);
        Vector failed = requests.matching("status", "5..").rate(window).sumBy(byJob);
        return keep(
                byJob,
                ApiCatalog.REQUESTS,
                "error_ratio_rate" + window,
                failed.orZeroWhere(all).dividedBy(all));
    }

    private Vector apiSlow(String window) {
        String latency = settings.text(Setting.API_LATENCY);
        Vector slow = meters.histogram(ApiCatalog.REQUEST_DURATION).ratioAbove(latency, window, byJob);
        return keep(byJob, ApiCatalog.REQUEST_DURATION, "slow_ratio_rate" + window, slow);
    }

    /** All of them, in an order in which each is kept after what it reads. */
    public List<RecordingRule> all() {
        return List.copyOf(rules);
    }

    /** Greatest lag by source. */
    public Vector lag() {
        return lag;
    }

    /** Events in flight by source. */
    public Vector backlog() {
        return backlog;
    }

    /** Events in flight by replica and source. */
    Vector backlogOfReplicas() {
        return backlogOfReplicas;
    }

    /** Errors for each event received, by source, of the replica that has the most. */
    Vector errorRatio() {
        return errorRatio;
    }

    /** How full buffers are, by source. */
    Vector fill() {
        return bufferFill;
    }

    /** Part of the commits that lost to another, by source and table. */
    Vector conflictRatio() {
        return conflictRatio;
    }

    /** Seconds within which 95 % of the commits end, by source and table. */
    Vector commitSeconds() {
        return commitSeconds;
    }

    /** Part of the requests that failed in a window of each deployment. */
    Vector apiErrors(Setting window) {
        return Objects.requireNonNull(apiErrors.get(window));
    }

    /** Part of the requests that took too long in a window of each deployment. */
    Vector apiSlow(Setting window) {
        return Objects.requireNonNull(apiSlow.get(window));
    }
}
