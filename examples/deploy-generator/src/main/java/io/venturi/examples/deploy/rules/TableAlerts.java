package io.venturi.examples.deploy.rules;

import static io.venturi.examples.deploy.rules.TestSeries.rising;
import static io.venturi.examples.deploy.rules.TestSeries.steady;
import static io.venturi.examples.deploy.rules.TestSeries.turning;
import static io.venturi.examples.deploy.rules.TestSeries.unknown;

import io.venturi.catalog.TableCatalog;
import io.venturi.examples.deploy.promql.Series;
import io.venturi.examples.deploy.promql.Vector;
import io.venturi.examples.deploy.settings.Setting;
import java.util.List;

/** Counts of rows, and the runs that count. */
final class TableAlerts {

    private static final String FAILED = "failed";
    private static final String ONE_COUNTS = "one replica counts for all: its last run is everybody's";

    private final RuleContext rules;
    private final String[] byDatabase;
    private final String[] byTable;
    private final String[] byAlert;
    private final Series rows;
    private final Series runs;
    private final Series lastSuccess;
    private final Series lastFailure;
    private final Series counted;

    TableAlerts(RuleContext rules) {
        this.rules = rules;
        byDatabase = rules.by("database");
        byTable = rules.by("database", "schema", "table");
        byAlert = rules.by("database", "alert");
        rows = rules.series(TableCatalog.ROWS);
        runs = rules.series(TableCatalog.RUNS);
        lastSuccess = rules.series(TableCatalog.LAST_SUCCESS_TIMESTAMP);
        lastFailure = rules.series(TableCatalog.LAST_FAILURE_TIMESTAMP);
        counted = rules.series(TableCatalog.COUNTED_TIMESTAMP);
    }

    List<Alert> all() {
        return List.of(failing(), stale(), neverSucceeded(), oldFigures(), rowsUnknown(), dropped(), trouble());
    }

    private Alert failing() {
        double many = rules.number(Setting.COUNT_FAILURES);
        double window = rules.number(Setting.COUNT_WINDOW);
        return Alert.named("TableCountFailing")
                .when(runs.where("status", FAILED)
                        .increase(rules.text(Setting.COUNT_WINDOW))
                        .sumBy(byDatabase)
                        .above(rules.text(Setting.COUNT_FAILURES))
                        .or(lastFailure
                                .now()
                                .maxBy(byDatabase)
                                .unless(lastSuccess
                                        .now()
                                        .maxBy(byDatabase)
                                        .atLeast(lastFailure.now().maxBy(byDatabase)))))
                .over(Setting.COUNT_WINDOW)
                .keptFiring()
                .tellsUnknown(TableCatalog.LAST_FAILURE_TIMESTAMP)
                .together(ONE_COUNTS)
                .summary("Runs that count the tables of {database} fail.")
                .description("More than " + rules.text(Setting.COUNT_FAILURES) + " did in "
                        + rules.text(Setting.COUNT_WINDOW) + ", or the last one of the table-count job."
                        + " The figures on show are of the last good run. The error counter or the job's log says why.")
                .fires(2000, steady(lastFailure, 2000), steady(lastSuccess, 1000))
                .fires(2000, steady(lastFailure, 2000))
                .silent(steady(lastFailure, 1000), steady(lastSuccess, 2000))
                .fires(3 * many, rising(runs, 3 * many / window).with("status", FAILED))
                .silent(rising(runs, 3 * many / window).with("status", "succeeded"))
                .build();
    }

    private Alert stale() {
        double old = rules.number(Setting.COUNT_STALE);
        return Alert.named("TableCountStale")
                .when(lastSuccess
                        .now()
                        .maxBy(byDatabase)
                        .age()
                        .above(rules.settings().secondsText(Setting.COUNT_STALE)))
                .over(Setting.COUNT_STALE)
                .lasting(Setting.FOR)
                .showing(Shown.DURATION)
                .together(ONE_COUNTS)
                .summary("The tables of {database} were last counted {value} ago.")
                .description("No run has succeeded since. Whoever looks at the rows sees old figures.")
                .fires(CaseTime.END, steady(lastSuccess, 0))
                .silent(rising(lastSuccess, 1))
                .silent(steady(lastSuccess, 2 * old))
                .build();
    }

    private Alert neverSucceeded() {
        return Alert.named("TableCountUnknown")
                .when(runs.now()
                        .sumBy(byDatabase)
                        .unless(lastSuccess.now().maxBy(byDatabase).above("0")))
                .lasting(Setting.LONG_FOR)
                .tellsUnknown(TableCatalog.LAST_SUCCESS_TIMESTAMP)
                .together(ONE_COUNTS)
                .summary("The tables of {database} have never been counted with success.")
                .description(
                        "Since the process started, or since its figures were lost, {value} runs ended, none of them well.")
                .fires(2, steady(runs, 2).with("status", FAILED))
                .fires(2, steady(runs, 2).with("status", FAILED), unknown(lastSuccess))
                .silent(steady(runs, 2), steady(lastSuccess, 1000))
                .build();
    }

    private Alert oldFigures() {
        return Alert.named("TableRowsStale")
                .when(counted.now()
                        .maxBy(byTable)
                        .age()
                        .above(rules.settings().secondsText(Setting.COUNT_STALE))
                        .unless(lastSuccess
                                .now()
                                .maxBy(byDatabase)
                                .age()
                                .above(rules.settings().secondsText(Setting.COUNT_STALE))))
                .over(Setting.COUNT_STALE)
                .lasting(Setting.FOR)
                .showing(Shown.DURATION)
                .together(ONE_COUNTS)
                .summary("The rows of {table} of {database} were last counted {value} ago.")
                .description("Other tables are counted; this one fails each time. Its figure is an old one.")
                .fires(CaseTime.END, steady(counted, 0), rising(lastSuccess, 1))
                .silent(rising(counted, 1), rising(lastSuccess, 1))
                .silent(steady(counted, 0), steady(lastSuccess, 0))
                .build();
    }

    private Alert rowsUnknown() {
        return Alert.named("TableRowsUnknown")
                .when(rows.now().unknown().or(counted.now().unknown()).countBy(byDatabase))
                .lasting(Setting.LONG_FOR)
                .tellsUnknown(TableCatalog.ROWS, TableCatalog.COUNTED_TIMESTAMP)
                .summary("Nobody knows how many rows {value} tables of {database} have.")
                .description("They could not be counted, and there is no figure that still holds:"
                        + " permission, never analysed, or a result that makes no sense.")
                .fires(1, unknown(rows))
                .fires(1, steady(rows, 5), unknown(counted))
                .silent(steady(rows, 0), steady(counted, 100))
                .build();
    }

    private Alert dropped() {
        double window = rules.number(Setting.COUNT_WINDOW);
        double many = 10 * rules.number(Setting.ROWS_LEAST);
        double part = rules.number(Setting.ROWS_DROP);
        Vector before = rows.before(rules.text(Setting.COUNT_WINDOW));
        // Of one replica, as another may still show what it counted before; of all, as replicas come and go meanwhile.
        Vector lost =
                lost(rows.now(), before).maxBy(byTable).or(lost(rows.now().maxBy(byTable), before.maxBy(byTable)));
        return Alert.named("TableRowsDropped")
                .when(lost)
                .over(Setting.COUNT_WINDOW)
                .showing(Shown.PERCENT)
                .summary("{table} of {database} lost {value} of its rows within " + rules.text(Setting.COUNT_WINDOW)
                        + ".")
                .description("It was emptied, truncated or cleaned up. Ask who did it before anything else is deleted.")
                .fires(1, turning(rows, many, 0, window / 2))
                .silent(turning(rows, many, many * (1 - part / 2), window / 2))
                .silent(turning(rows, rules.number(Setting.ROWS_LEAST) / 2, 0, window / 2))
                .build();
    }

    /** The part that is gone, where it is too much of what was more than a few rows. */
    private Vector lost(Vector now, Vector before) {
        return now.dividedBy(before)
                .subtractedFrom("1")
                .above(rules.text(Setting.ROWS_DROP))
                .and(before.above(rules.text(Setting.ROWS_LEAST)));
    }

    private Alert trouble() {
        double window = rules.number(Setting.COUNT_WINDOW);
        Series alerts = rules.series(TableCatalog.ALERTS);
        // What the table-count job pushed has no instance, and is of one run alone.
        Series pushed = alerts.where("instance", "");
        return Alert.named("TableCountTrouble")
                .when(alerts.increase(rules.text(Setting.COUNT_WINDOW))
                        .sumBy(byAlert)
                        .above("0")
                        .or(pushed.now().sumBy(byAlert).above("0")))
                .over(Setting.COUNT_WINDOW)
                .summary("Counting the tables of {database} calls for a person: {alert}.")
                .description("The collector said so {value} times within " + rules.text(Setting.COUNT_WINDOW)
                        + ", or in the last run of the table-count job.")
                .fires(60, rising(alerts, 60 / window))
                .fires(2, steady(alerts, 2).with("instance", ""))
                .silent(steady(alerts, 0).with("instance", ""))
                .silent(steady(alerts, 4))
                .build();
    }
}
