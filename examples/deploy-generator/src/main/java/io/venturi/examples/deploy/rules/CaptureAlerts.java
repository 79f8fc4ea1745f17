package io.venturi.examples.deploy.rules;

import static io.venturi.examples.deploy.rules.TestSeries.born;
import static io.venturi.examples.deploy.rules.TestSeries.rising;
import static io.venturi.examples.deploy.rules.TestSeries.steady;
import static io.venturi.examples.deploy.rules.TestSeries.turning;
import static io.venturi.examples.deploy.rules.TestSeries.unknown;

import io.venturi.catalog.CdcCatalog;
import io.venturi.examples.deploy.promql.Series;
import io.venturi.examples.deploy.settings.Setting;
import java.util.List;

/** What goes wrong while changes are captured: errors, retries, dead letters, snapshots, replication slots. */
final class CaptureAlerts {

    private final RuleContext rules;
    private final String[] bySource;
    private final String[] byReplica;
    private final String[] bySlot;

    CaptureAlerts(RuleContext rules) {
        this.rules = rules;
        bySource = rules.by("source");
        byReplica = rules.byReplica("source");
        bySlot = rules.by("source", "slot");
    }

    List<Alert> all() {
        return List.of(
                errors(),
                retries(),
                deadLetters(),
                snapshotStuck(),
                snapshotUnknown(),
                slotRetains(),
                slotInactive(),
                slotUnknown());
    }

    private Alert errors() {
        double ratio = rules.number(Setting.ERROR_RATIO);
        Series errors = rules.series(CdcCatalog.ERRORS);
        Series received = rules.series(CdcCatalog.EVENTS_RECEIVED);
        return Alert.named("CdcErrorRatioHigh")
                .when(rules.recorded().errorRatio().above(rules.text(Setting.ERROR_RATIO)))
                .over(Setting.WINDOW)
                .lasting(Setting.FOR)
                .showing(Shown.PERCENT)
                .summary("The pipeline of {source} has {value} as many errors as events.")
                .description("Errors for each event received, over " + rules.text(Setting.WINDOW)
                        + ". The label error_type of the counter says which.")
                .fires(2 * ratio, rising(errors, 200 * ratio), rising(received, 100))
                .silent(rising(errors, 50 * ratio), rising(received, 100))
                .build();
    }

    private Alert retries() {
        double perSecond = rules.number(Setting.RETRIES) / 60;
        Series retries = rules.series(CdcCatalog.RETRIES);
        return Alert.named("CdcRetryStorm")
                .when(retries.rate(rules.text(Setting.WINDOW))
                        .sumBy(bySource)
                        .times("60")
                        .above(rules.text(Setting.RETRIES)))
                .over(Setting.WINDOW)
                .lasting(Setting.FOR)
                .together("the retries of all replicas are counted")
                .summary("The pipeline of {source} retries {value} times a minute.")
                .description("It fails and tries again, over and over, and puts its load on whatever fails.")
                .fires(240 * perSecond, rising(retries, 4 * perSecond))
                .silent(rising(retries, perSecond / 2))
                .build();
    }

    private Alert deadLetters() {
        double window = rules.number(Setting.LONG_WINDOW);
        double many = rules.number(Setting.DEAD_LETTERS);
        Series buried = rules.series(CdcCatalog.EVENTS_DEAD_LETTERED);
        return Alert.named("CdcDeadLettersGrowing")
                .when(buried.increase(rules.text(Setting.LONG_WINDOW))
                        .sumBy(rules.by("source", "table"))
                        .above(rules.text(Setting.DEAD_LETTERS)))
                .over(Setting.LONG_WINDOW)
                .keptFiring()
                .together("the dead letters of all replicas are counted")
                .summary("{value} events of {table} of {source} were given up on in " + rules.text(Setting.LONG_WINDOW)
                        + ".")
                .description(
                        "They are in the dead-letter queue, and missing from the target until somebody puts them back.")
                .fires(3 * many, rising(buried, 3 * many / window))
                .silent(rising(buried, many / 3 / window))
                .build();
    }

    private Alert snapshotStuck() {
        Series remaining = rules.series(CdcCatalog.SNAPSHOT_TABLES_REMAINING);
        Series rows = rules.series(CdcCatalog.SNAPSHOT_ROWS);
        double just = (rules.number(Setting.LONG_WINDOW) + rules.number(Setting.FOR)) * 0.7;
        return Alert.named("CdcSnapshotStuck")
                .when(remaining
                        .leastIn(rules.text(Setting.LONG_WINDOW))
                        .maxBy(byReplica)
                        .above("0")
                        .and(remaining.before(rules.text(Setting.LONG_WINDOW)).maxBy(byReplica))
                        .unless(rules.grew(CdcCatalog.SNAPSHOT_ROWS, Setting.LONG_WINDOW, byReplica)))
                .over(Setting.LONG_WINDOW)
                .lasting(Setting.FOR)
                .summary("The initial snapshot of {source} at {instance} does not go on; {value} tables remain.")
                .description("No row was read for " + rules.text(Setting.LONG_WINDOW)
                        + ". Changes are not captured before it is complete.")
                .fires(3, steady(remaining, 3), steady(rows, 5000))
                .silent(steady(remaining, 3), rising(rows, 100))
                .silent(steady(remaining, 0), steady(rows, 5000))
                .silent(turning(remaining, 0, 3, just), steady(rows, 5000))
                .silent(born(remaining, 3, just), born(rows, 5000, just))
                .build();
    }

    private Alert snapshotUnknown() {
        Series remaining = rules.series(CdcCatalog.SNAPSHOT_TABLES_REMAINING);
        return Alert.named("CdcSnapshotUnknown")
                .when(remaining.now().unknown().countBy(bySource))
                .lasting(Setting.LONG_FOR)
                .tellsUnknown(CdcCatalog.SNAPSHOT_TABLES_REMAINING)
                .summary("Nobody knows how much of the initial snapshot of {source} remains.")
                .description("The host's figure is NaN. A snapshot that is stuck goes unnoticed meanwhile.")
                .fires(1, unknown(remaining))
                .silent(steady(remaining, 0))
                .build();
    }

    private Alert slotRetains() {
        double most = rules.number(Setting.SLOT_RETAINED);
        Series retained = rules.series(CdcCatalog.SLOT_RETAINED);
        return Alert.named("CdcSlotRetainsTooMuch")
                .when(retained.now().maxBy(bySlot).above(rules.text(Setting.SLOT_RETAINED)))
                .lasting(Setting.FOR)
                .critical()
                .showing(Shown.BYTES)
                .summary("The server of {source} keeps {value}B of its log for the slot {slot}.")
                .description(
                        "When its disk is full, the database stops. The consumer of the slot is gone, or too slow.")
                .fires(2 * most, steady(retained, 2 * most))
                .silent(steady(retained, most))
                .build();
    }

    private Alert slotInactive() {
        Series active = rules.series(CdcCatalog.SLOT_ACTIVE);
        return Alert.named("CdcSlotInactive")
                .when(active.now().equalTo("0").maxBy(bySlot))
                .lasting(Setting.FOR)
                .summary("Nobody reads the replication slot {slot} of {source}.")
                .description("The server keeps its log for it all the same, until its disk is full.")
                .fires(0, steady(active, 0))
                .silent(steady(active, 1))
                .build();
    }

    private Alert slotUnknown() {
        Series active = rules.series(CdcCatalog.SLOT_ACTIVE);
        Series retained = rules.series(CdcCatalog.SLOT_RETAINED);
        return Alert.named("CdcSlotUnknown")
                .when(active.now().unknown().or(retained.now().unknown()).countBy(bySlot))
                .lasting(Setting.FOR)
                .tellsUnknown(CdcCatalog.SLOT_ACTIVE, CdcCatalog.SLOT_RETAINED)
                .summary("Nobody knows how the replication slot {slot} of {source} is.")
                .description(
                        "The database does not answer, or refuses, so that its figures are NaN. It may keep log without end.")
                .fires(1, unknown(active), unknown(retained))
                .fires(1, steady(active, 0), unknown(retained))
                .silent(steady(active, 1), steady(retained, 100))
                .build();
    }
}
