package io.venturi.examples.deploy.dashboards;

import static io.venturi.examples.deploy.dashboards.Dashboards.RANGE;
import static io.venturi.examples.deploy.dashboards.Dashboards.RATE;

import io.venturi.catalog.BufferCatalog;
import io.venturi.catalog.CdcCatalog;
import io.venturi.examples.deploy.promql.Histogram;
import io.venturi.examples.deploy.promql.Meters;
import io.venturi.examples.deploy.promql.Vector;
import io.venturi.examples.deploy.settings.GroupLabels;
import io.venturi.examples.deploy.settings.Setting;
import io.venturi.examples.deploy.settings.Settings;

/** What waits between capture and writer, how it leaves, and what is given up on. */
final class BufferPage {

    private final Variables variables;
    private final Meters meters;

    BufferPage(GroupLabels groups) {
        variables = new Variables(groups).choose("source", BufferCatalog.DEPTH);
        meters = variables.meters();
    }

    Dashboard dashboard(Settings settings) {
        double fill = settings.number(Setting.BUFFER_FILL);
        return new Dashboard(
                        Dashboards.BUFFER,
                        "Venturi: buffer and dead letters",
                        "Buffers between capture and writer, batches, and the dead-letter queue.",
                        variables,
                        settings)
                .row("Buffer")
                .line(fillNow(fill), age(), stuck(), deadLettersNow())
                .line(depth(), fill(fill))
                .row("Batches")
                .line(batches(), events())
                .line(sizes(), sizeHeatmap())
                .line(durations(), durationHeatmap())
                .row("Dead letters")
                .line(deadLetters(), byTable());
    }

    private Vector ratio() {
        Vector depth = meters.series(BufferCatalog.DEPTH).now();
        return depth.dividedBy(meters.series(BufferCatalog.CAPACITY).now()).maxBy("source");
    }

    private Panel fillNow(double fill) {
        return Panel.stat("Fill", DisplayUnit.RATIO, "Part of the capacity that is taken.")
                .warn(fill / 2, fill)
                .ask(ratio(), "{{source}}");
    }

    private Panel age() {
        return Panel.stat(
                        "Oldest event",
                        DisplayUnit.SECONDS,
                        "How long the oldest event has been waiting in the buffer.")
                .ask(meters.series(BufferCatalog.OLDEST_EVENT_AGE).now().maxBy("source"), "{{source}}");
    }

    private Panel stuck() {
        return Panel.stat("Stuck", DisplayUnit.NUMBER, "Events that have waited longer than the host's limit.")
                .alarm(1)
                .ask(meters.series(BufferCatalog.STUCK_EVENTS).now().sumBy("source"), "{{source}}");
    }

    private Panel deadLettersNow() {
        return Panel.stat("Dead letters", DisplayUnit.NUMBER, "Written to the dead-letter queue in the time shown.")
                .alarm(1)
                .ask(meters.series(BufferCatalog.DLQ).increase(RANGE).sumBy("source"), "{{source}}");
    }

    private Panel depth() {
        return Panel.series("Depth", DisplayUnit.NUMBER, "Events that wait, and room for events.")
                .ask(meters.series(BufferCatalog.DEPTH).now().sumBy("source"), "{{source}} waiting")
                .ask(meters.series(BufferCatalog.CAPACITY).now().sumBy("source"), "{{source}} capacity");
    }

    private Panel fill(double fill) {
        return Panel.series("Fill over time", DisplayUnit.RATIO, "Part of the capacity that is taken.")
                .warn(fill / 2, fill)
                .upTo(1)
                .ask(ratio(), "{{source}}");
    }

    private Panel batches() {
        return Panel.series("Attempts at batches", DisplayUnit.OPERATIONS_PER_SECOND, "By how they ended.")
                .ask(
                        meters.series(BufferCatalog.BATCHES).rate(RATE).sumBy("source", "status"),
                        "{{source}} {{status}}");
    }

    private Panel events() {
        return Panel.series("Events out of the buffer", DisplayUnit.EVENTS_PER_SECOND, "In batches that succeeded.")
                .ask(meters.series(BufferCatalog.EVENTS_PROCESSED).rate(RATE).sumBy("source"), "{{source}}");
    }

    private Panel sizes() {
        return quantiles(
                Panel.series("Size of batches", DisplayUnit.NUMBER, "Events in a batch, each attempt."),
                meters.histogram(BufferCatalog.BATCH_SIZE));
    }

    private Panel durations() {
        return quantiles(
                Panel.series("Duration of batches", DisplayUnit.SECONDS, "How long an attempt took."),
                meters.histogram(BufferCatalog.BATCH_DURATION));
    }

    private static Panel quantiles(Panel panel, Histogram histogram) {
        for (String q : new String[] {"0.5", "0.95"}) {
            panel.ask(histogram.quantile(q, RATE, "source"), "{{source}} " + q);
        }
        return panel.ask(histogram.mean(RATE, "source"), "{{source}} mean")
                .ask(histogram.max().now().maxBy("source"), "{{source}} max");
    }

    private Panel sizeHeatmap() {
        return Panel.heatmap("Size of batches, distribution", DisplayUnit.NUMBER, "Events in a batch, each attempt.")
                .ask(meters.histogram(BufferCatalog.BATCH_SIZE).distribution(RATE), "{{le}}");
    }

    private Panel durationHeatmap() {
        return Panel.heatmap("Duration of batches, distribution", DisplayUnit.SECONDS, "How long an attempt took.")
                .ask(meters.histogram(BufferCatalog.BATCH_DURATION).distribution(RATE), "{{le}}");
    }

    private Panel deadLetters() {
        return Panel.series(
                        "Dead-letter queue",
                        DisplayUnit.EVENTS_PER_SECOND,
                        "Events written to the queue, and events that even the queue refused.")
                .ask(meters.series(BufferCatalog.DLQ).rate(RATE).sumBy("source"), "{{source}} written")
                .ask(meters.series(BufferCatalog.DLQ_FAILURES).rate(RATE).sumBy("source"), "{{source}} refused");
    }

    private Panel byTable() {
        return Panel.series(
                        "Dead letters by table", DisplayUnit.EVENTS_PER_SECOND, "Change events given up on, by table.")
                .ask(
                        meters.series(CdcCatalog.EVENTS_DEAD_LETTERED)
                                .rate(RATE)
                                .sumBy("source", "table"),
                        "{{source}} {{table}}");
    }
}
