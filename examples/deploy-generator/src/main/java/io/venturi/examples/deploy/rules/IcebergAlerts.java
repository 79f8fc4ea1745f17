package io.venturi.examples.deploy.rules;

import static io.venturi.examples.deploy.rules.RuleContext.label;
import static io.venturi.examples.deploy.rules.TestSeries.rising;
import static io.venturi.examples.deploy.rules.TestSeries.steady;
import static io.venturi.examples.deploy.rules.TestSeries.turning;
import static io.venturi.examples.deploy.rules.TestSeries.unknown;

import io.venturi.CommitFailure;
import io.venturi.catalog.CdcCatalog;
import io.venturi.catalog.IcebergCatalog;
import io.venturi.examples.deploy.promql.Series;
import io.venturi.examples.deploy.promql.Vector;
import io.venturi.examples.deploy.settings.Setting;
import java.util.List;

/** Commits to Iceberg tables. */
final class IcebergAlerts {

    private static final String LAKE_TABLE = "lake.orders";

    private final RuleContext rules;
    private final String[] bySource;
    private final Series commits;
    private final Series failures;

    IcebergAlerts(RuleContext rules) {
        this.rules = rules;
        bySource = rules.by("source");
        commits = rules.series(IcebergCatalog.COMMITS);
        failures = rules.series(IcebergCatalog.COMMIT_FAILURES);
    }

    List<Alert> all() {
        return List.of(noCommits(), conflicts(), failing(), slow());
    }

    private Alert noCommits() {
        Series inFlight = rules.series(CdcCatalog.EVENTS_IN_FLIGHT);
        Series last = rules.series(IcebergCatalog.LAST_COMMIT_TIMESTAMP);
        TestSeries afterAnIdleNight =
                turning(inFlight, 0, 40, (rules.number(Setting.NO_COMMIT) + rules.number(Setting.FOR)) / 2);
        return Alert.named("IcebergNoCommits")
                .when(waitingInVain(rules.recorded().backlogOfReplicas(), rules.byReplica("source"))
                        .maxBy(bySource)
                        .or(waitingInVain(rules.recorded().backlog(), bySource)))
                .over(Setting.NO_COMMIT)
                .lasting(Setting.FOR)
                .critical()
                .tellsUnknown(IcebergCatalog.LAST_COMMIT_TIMESTAMP)
                .summary("Nothing of {source} has been committed to Iceberg while {value} events wait.")
                .description("The last commit to any table is older than " + rules.text(Setting.NO_COMMIT)
                        + ", or there was none since the start.")
                .fires(40, steady(inFlight, 40), steady(commits, 9), steady(last, 0))
                .fires(40, steady(inFlight, 40), steady(commits, 0))
                .fires(40, steady(inFlight, 40), steady(commits, 9), unknown(last))
                .silent(steady(inFlight, 40), rising(commits, 1), rising(last, 1))
                .silent(steady(inFlight, 0), steady(commits, 9), steady(last, 0))
                .silent(afterAnIdleNight, steady(commits, 9), steady(last, 0))
                .build();
    }

    /** Backlogs of which nothing was committed, by the labels of those that write: a replica, or others that write for it. */
    private Vector waitingInVain(Vector backlog, String... writers) {
        return backlog.leastIn(rules.text(Setting.NO_COMMIT))
                .above("0")
                .and(commits.now().sumBy(writers))
                .unless(rules.series(IcebergCatalog.LAST_COMMIT_TIMESTAMP)
                        .now()
                        .maxBy(writers)
                        .age()
                        .below(rules.settings().secondsText(Setting.NO_COMMIT)));
    }

    private Alert conflicts() {
        double ratio = rules.number(Setting.CONFLICT_RATIO);
        TestSeries lost = rising(failures, 100 * ratio)
                .with("reason", label(CommitFailure.CONFLICT))
                .with("table", LAKE_TABLE);
        TestSeries won = rising(commits, 100).with("table", LAKE_TABLE);
        return Alert.named("IcebergCommitConflicts")
                .when(rules.recorded().conflictRatio().above(rules.text(Setting.CONFLICT_RATIO)))
                .over(Setting.WINDOW)
                .lasting(Setting.FOR)
                .showing(Shown.PERCENT)
                .together("all replicas write to the table")
                .summary("{value} of the commits to {table} lose to another.")
                .description(
                        "Somebody else writes to the table, too: a second writer, or maintenance that runs too often.")
                .fires(0.5, lost, rising(commits, 100 * ratio).with("table", LAKE_TABLE))
                .silent(lost, won)
                .build();
    }

    private Alert failing() {
        double window = rules.number(Setting.LONG_WINDOW);
        double many = rules.number(Setting.COMMIT_FAILURES);
        return Alert.named("IcebergCommitsFailing")
                .when(failures.whereNot("reason", label(CommitFailure.CONFLICT))
                        .increase(rules.text(Setting.LONG_WINDOW))
                        .sumBy(rules.by("source", "table", "reason"))
                        .above(rules.text(Setting.COMMIT_FAILURES)))
                .over(Setting.LONG_WINDOW)
                .keptFiring()
                .summary("{value} commits to {table} failed ({reason}) in " + rules.text(Setting.LONG_WINDOW) + ".")
                .description(
                        "unknown_state means that nobody knows whether the commit landed: look before it is tried again.")
                .fires(
                        3 * many,
                        rising(failures, 3 * many / window)
                                .with("reason", label(CommitFailure.UNKNOWN_STATE))
                                .with("table", LAKE_TABLE))
                .silent(rising(failures, 3 * many / window).with("reason", label(CommitFailure.CONFLICT)))
                .build();
    }

    private Alert slow() {
        Series buckets = rules.histogram(IcebergCatalog.COMMIT_DURATION).bucket();
        // All commits between two bounds, of which the quantile is 95 % of the way.
        double low = 120;
        double high = 300;
        return Alert.named("IcebergCommitsSlow")
                .when(rules.recorded().commitSeconds().above(rules.text(Setting.COMMIT_SECONDS)))
                .over(Setting.WINDOW)
                .lasting(Setting.FOR)
                .showing(Shown.DURATION)
                .together("all replicas write to the table")
                .summary("Commits to {table} take {value}.")
                .description(
                        "95 % of the commits end within that time. The catalogue is slow, or the table has too many files.")
                .fires(
                        low + 0.95 * (high - low),
                        rising(buckets, 0).with("le", "120.0").with("table", LAKE_TABLE),
                        rising(buckets, 2).with("le", "300.0").with("table", LAKE_TABLE),
                        rising(buckets, 2).with("le", "+Inf").with("table", LAKE_TABLE))
                .silent(
                        rising(buckets, 2).with("le", "5.0").with("table", LAKE_TABLE),
                        rising(buckets, 2).with("le", "+Inf").with("table", LAKE_TABLE))
                .build();
    }
}
