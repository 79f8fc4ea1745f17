package io.venturi.examples.deploy.rules;

import static io.venturi.examples.deploy.rules.RuleContext.label;
import static io.venturi.examples.deploy.rules.TestSeries.rising;
import static io.venturi.examples.deploy.rules.TestSeries.steady;
import static io.venturi.examples.deploy.rules.TestSeries.unknown;

import io.venturi.BatchStatus;
import io.venturi.catalog.BufferCatalog;
import io.venturi.examples.deploy.promql.Series;
import io.venturi.examples.deploy.promql.Vector;
import io.venturi.examples.deploy.settings.Setting;
import java.util.List;

/** Buffers between capture and writer, and the dead-letter queue behind them. */
final class BufferAlerts {

    private final RuleContext rules;
    private final String[] bySource;
    private final Series depth;
    private final Series capacity;
    private final Series stuck;

    BufferAlerts(RuleContext rules) {
        this.rules = rules;
        bySource = rules.by("source");
        depth = rules.series(BufferCatalog.DEPTH);
        capacity = rules.series(BufferCatalog.CAPACITY);
        stuck = rules.series(BufferCatalog.STUCK_EVENTS);
    }

    List<Alert> all() {
        return List.of(nearlyFull(), stuckEvents(), unknownFigures(), batchErrors(), deadLettersNotWritable());
    }

    private Alert nearlyFull() {
        double fill = rules.number(Setting.BUFFER_FILL);
        return Alert.named("BufferNearlyFull")
                .when(rules.recorded().fill().above(rules.text(Setting.BUFFER_FILL)))
                .lasting(Setting.FOR)
                .showing(Shown.PERCENT)
                .summary("The buffer of {source} is {value} full.")
                .description("The writer is slower than the source. When the buffer is full, the source waits.")
                .fires(0.95, steady(depth, 950), steady(capacity, 1000))
                .silent(steady(depth, 900 * fill), steady(capacity, 1000))
                .build();
    }

    private Alert stuckEvents() {
        return Alert.named("BufferEventsStuck")
                .when(stuck.now().maxBy(bySource).above("0"))
                .lasting(Setting.FOR)
                .summary("Events have been waiting too long in the buffer of {source}.")
                .description(
                        "The oldest has waited longer than the limit that the host set for it: the writer is stuck.")
                .fires(1, steady(stuck, 1))
                .silent(steady(stuck, 0))
                .build();
    }

    private Alert unknownFigures() {
        return Alert.named("BufferUnknown")
                .when(depth.now()
                        .unknown()
                        .or(capacity.now().unknown())
                        .or(stuck.now().unknown())
                        .countBy(bySource))
                .lasting(Setting.FOR)
                .tellsUnknown(BufferCatalog.DEPTH, BufferCatalog.CAPACITY, BufferCatalog.STUCK_EVENTS)
                .summary("Nobody knows how full the buffer of {source} is.")
                .description("A function that the host gave for its buffer fails, so that the figure is NaN.")
                .fires(1, unknown(depth), steady(capacity, 1000))
                .fires(1, steady(depth, 10), unknown(capacity))
                .fires(1, steady(depth, 10), steady(capacity, 1000), unknown(stuck))
                .silent(steady(depth, 10), steady(capacity, 1000), steady(stuck, 0))
                .build();
    }

    private Alert batchErrors() {
        double ratio = rules.number(Setting.BATCH_ERROR_RATIO);
        Series batches = rules.series(BufferCatalog.BATCHES);
        String success = label(BatchStatus.SUCCESS);
        String window = rules.text(Setting.WINDOW);
        Vector failed = batches.whereNot("status", success).rate(window).sumBy(rules.byReplica("source"));
        Vector tried = batches.rate(window).sumBy(rules.byReplica("source"));
        return Alert.named("BufferBatchesFailing")
                .when(failed.dividedBy(tried).maxBy(bySource).above(rules.text(Setting.BATCH_ERROR_RATIO)))
                .over(Setting.WINDOW)
                .lasting(Setting.FOR)
                .showing(Shown.PERCENT)
                .summary("{value} of the attempts to write batches of {source} fail.")
                .description("Counted are those that are tried again, and those that are not, over " + window + ".")
                .fires(
                        0.75,
                        rising(batches, 1).with("status", success),
                        rising(batches, 3).with("status", label(BatchStatus.ERROR)))
                .silent(
                        rising(batches, 100 - 90 * ratio).with("status", success),
                        rising(batches, 90 * ratio).with("status", label(BatchStatus.RETRY)))
                .build();
    }

    private Alert deadLettersNotWritable() {
        double window = rules.number(Setting.LONG_WINDOW);
        Series failures = rules.series(BufferCatalog.DLQ_FAILURES);
        return Alert.named("BufferDeadLettersNotWritable")
                .when(failures.increase(rules.text(Setting.LONG_WINDOW))
                        .sumBy(bySource)
                        .above("0"))
                .over(Setting.LONG_WINDOW)
                .keptFiring()
                .critical()
                .summary("{value} events of {source} could not even be written to the dead-letter queue.")
                .description("They may be lost, unless the pipeline waits or reads them again.")
                .fires(60, rising(failures, 60 / window))
                .silent(steady(failures, 7))
                .build();
    }
}
