package io.venturi.examples.deploy.rules;

import static io.venturi.examples.deploy.rules.TestSeries.rising;
import static io.venturi.examples.deploy.rules.TestSeries.steady;
import static io.venturi.examples.deploy.rules.TestSeries.unknown;

import io.venturi.catalog.MeterSpec;
import io.venturi.catalog.StoreCatalog;
import io.venturi.examples.deploy.promql.Series;
import io.venturi.examples.deploy.settings.Setting;
import java.util.List;

/** The history of the metrics in PostgreSQL. */
final class StoreAlerts {

    private static final String DROPPED = "rejected|expired|overflowed";

    private final RuleContext rules;
    private final String[] byJob;
    private final String[] byResult;
    private final Series spool;
    private final Series partitions;
    private final Series rollups;

    StoreAlerts(RuleContext rules) {
        this.rules = rules;
        byJob = rules.by();
        byResult = rules.by("result");
        spool = rules.series(StoreCatalog.SPOOL);
        partitions = rules.series(StoreCatalog.PARTITIONS_AHEAD);
        rollups = rules.series(StoreCatalog.ROLLUP_LAG);
    }

    List<Alert> all() {
        return List.of(
                filling(),
                drops("StoreDropsSamples", StoreCatalog.SAMPLES, "samples"),
                drops("StoreDropsMeasurements", StoreCatalog.MEASUREMENTS, "measurements"),
                fewPartitions(),
                lateRollups(),
                unknownFigures());
    }

    private Alert filling() {
        double most = rules.number(Setting.SPOOL_BYTES);
        return Alert.named("StoreSpoolFilling")
                .when(spool.now().maxBy(rules.byReplica()).above(rules.text(Setting.SPOOL_BYTES)))
                .lasting(Setting.FOR)
                .showing(Shown.BYTES)
                .summary("{value}B of metric history wait at {instance} to be stored.")
                .description(
                        "The database does not take them, or not as fast as they come. When the spool is full, the oldest go.")
                .fires(2 * most, steady(spool, 2 * most))
                .silent(steady(spool, most / 2))
                .build();
    }

    private Alert drops(String name, MeterSpec counter, String what) {
        Series fate = rules.series(counter);
        double window = rules.number(Setting.LONG_WINDOW);
        return Alert.named(name)
                .when(fate.matching("result", DROPPED)
                        .increase(rules.text(Setting.LONG_WINDOW))
                        .sumBy(byResult)
                        .above("0"))
                .over(Setting.LONG_WINDOW)
                .keptFiring()
                .summary("{job} lost {value} " + what + " of the metric history: {result}.")
                .description("They were accepted and will never be stored.")
                .fires(90, rising(fate, 90 / window).with("result", "overflowed"))
                .silent(
                        rising(fate, 90 / window).with("result", "stored"),
                        steady(fate, 12).with("result", "rejected"))
                .build();
    }

    private Alert fewPartitions() {
        double least = rules.number(Setting.PARTITIONS);
        return Alert.named("StorePartitionsLow")
                .when(partitions.now().below(rules.text(Setting.PARTITIONS)).minBy(byJob))
                .lasting(Setting.LONG_FOR)
                .summary("The store of {job} has partitions for {value} days ahead only.")
                .description("Maintenance does not make new ones. On the day that has none, nothing can be stored.")
                .fires(least - 1, steady(partitions, least - 1))
                .silent(steady(partitions, least))
                .build();
    }

    private Alert lateRollups() {
        double late = rules.number(Setting.ROLLUP_LAG);
        return Alert.named("StoreRollupsLate")
                .when(rollups.now().minBy(byJob).above(rules.settings().secondsText(Setting.ROLLUP_LAG)))
                .lasting(Setting.LONG_FOR)
                .showing(Shown.DURATION)
                .together("all replicas ask the same database, and who asked last knows best")
                .summary("The roll-ups of the store of {job} are {value} behind.")
                .description(
                        "Maintenance does not run, or fails. What is not rolled up is not dropped either: the store grows.")
                .fires(2 * late, steady(rollups, 2 * late))
                .silent(steady(rollups, late / 2))
                .build();
    }

    private Alert unknownFigures() {
        return Alert.named("StoreUnknown")
                .when(spool.now()
                        .unknown()
                        .or(partitions.now().unknown())
                        .or(rollups.now().unknown())
                        .countBy(rules.byReplica()))
                .lasting(Setting.LONG_FOR)
                .tellsUnknown(StoreCatalog.SPOOL, StoreCatalog.PARTITIONS_AHEAD, StoreCatalog.ROLLUP_LAG)
                .summary("Nobody knows how the metric history at {instance} is.")
                .description(
                        "What waits, the partitions or the roll-ups read as NaN: the last check of the database failed.")
                .fires(1, unknown(spool))
                .fires(1, steady(spool, 0), unknown(partitions))
                .fires(1, steady(spool, 0), unknown(rollups))
                .silent(steady(spool, 0), steady(partitions, 7), steady(rollups, 60))
                .build();
    }
}
