package io.venturi.examples.deploy.dashboards;

import static io.venturi.examples.deploy.dashboards.Dashboards.RANGE;
import static io.venturi.examples.deploy.dashboards.Dashboards.RATE;

import io.venturi.PipelineState;
import io.venturi.catalog.CdcCatalog;
import io.venturi.catalog.MeterSpec;
import io.venturi.examples.deploy.promql.Meters;
import io.venturi.examples.deploy.promql.Vector;
import io.venturi.examples.deploy.settings.GroupLabels;
import io.venturi.examples.deploy.settings.Setting;
import io.venturi.examples.deploy.settings.Settings;
import java.util.Locale;

/** The pipeline at a glance: what flows, how late, in which state, and what goes wrong. */
final class PipelinePage {

    private final Variables variables;
    private final Meters meters;

    PipelinePage(GroupLabels groups) {
        variables = new Variables(groups)
                .choose("source", CdcCatalog.PIPELINE_STATE)
                .choose("table", CdcCatalog.LAG);
        meters = variables.meters();
    }

    Dashboard dashboard(Settings settings) {
        double high = settings.number(Setting.LAG_HIGH);
        double critical = settings.number(Setting.LAG_CRITICAL);
        return new Dashboard(
                        Dashboards.PIPELINE,
                        "Venturi: pipeline",
                        "Change data capture: events, lag, state, errors, snapshot and replication slots.",
                        variables,
                        settings)
                .row("Now")
                .line(state(), lagNow(high, critical), eventsNow(), inFlightNow(), errorsNow(), deadLettersNow())
                .row("Events")
                .line(eventsByTable(), eventsByOperation())
                .line(accounts(), skipped())
                .row("Lag")
                .line(lag(high, critical), lagHeatmap())
                .line(lagQuantiles(high, critical), signsOfLife())
                .row("State")
                .line(timeline(), timeInState())
                .line(transitions(), inFlight())
                .row("Trouble")
                .line(errors(), retries(), timestamps())
                .row("Initial snapshot and replication slots")
                .line(snapshotTables(), snapshotRows())
                .line(slotBytes(), slotActive());
    }

    private static Panel named(Panel panel) {
        String[] colors = {"blue", "light-blue", "green", "yellow", "red"};
        for (PipelineState state : PipelineState.values()) {
            panel.saying(state.code(), state.name().toLowerCase(Locale.ROOT), colors[state.code()]);
        }
        return panel;
    }

    private Panel state() {
        return named(Panel.stat(
                        "State", DisplayUnit.NUMBER, "What each pipeline says of itself; unknown until it does."))
                .ask(meters.series(CdcCatalog.PIPELINE_STATE).now().maxBy("source"), "{{source}}");
    }

    private Panel lagNow(double high, double critical) {
        return Panel.stat(
                        "Lag",
                        DisplayUnit.SECONDS,
                        "How far the table furthest behind is behind. Unknown tables are not in it.")
                .warn(high, critical)
                .ask(meters.series(CdcCatalog.LAG).now().maxBy("source"), "{{source}}");
    }

    private Panel eventsNow() {
        return Panel.stat("Events", DisplayUnit.EVENTS_PER_SECOND, "Events acknowledged downstream each second.")
                .ask(meters.series(CdcCatalog.EVENTS).rate(RATE).sumBy("source"), "{{source}}");
    }

    private Panel inFlightNow() {
        return Panel.stat("In flight", DisplayUnit.NUMBER, "Events that were received and are not done yet.")
                .ask(meters.series(CdcCatalog.EVENTS_IN_FLIGHT).now().sumBy("source"), "{{source}}");
    }

    private Panel errorsNow() {
        return Panel.stat("Errors", DisplayUnit.NUMBER, "Errors in the time shown.")
                .alarm(1)
                .ask(meters.series(CdcCatalog.ERRORS).increase(RANGE).sumBy("source"), "{{source}}");
    }

    private Panel deadLettersNow() {
        return Panel.stat("Dead letters", DisplayUnit.NUMBER, "Events given up on in the time shown.")
                .alarm(1)
                .leadingTo(Dashboards.BUFFER)
                .ask(
                        meters.series(CdcCatalog.EVENTS_DEAD_LETTERED)
                                .increase(RANGE)
                                .sumBy("source"),
                        "{{source}}");
    }

    private Panel eventsByTable() {
        return Panel.series(
                        "Events by table",
                        DisplayUnit.EVENTS_PER_SECOND,
                        "Acknowledged downstream, by source and table.")
                .stacked()
                .ask(meters.series(CdcCatalog.EVENTS).rate(RATE).sumBy("source", "table"), "{{source}} {{table}}");
    }

    private Panel eventsByOperation() {
        return Panel.series(
                        "Events by operation",
                        DisplayUnit.EVENTS_PER_SECOND,
                        "Acknowledged downstream, by what they did.")
                .stacked()
                .ask(meters.series(CdcCatalog.EVENTS).rate(RATE).sumBy("operation"), "{{operation}}");
    }

    private Panel accounts() {
        return Panel.series(
                        "Came and went",
                        DisplayUnit.EVENTS_PER_SECOND,
                        "Events received, and what became of them. Where received stays above the rest, the backlog grows.")
                .ask(flow(CdcCatalog.EVENTS_RECEIVED), "received")
                .ask(flow(CdcCatalog.EVENTS), "processed")
                .ask(flow(CdcCatalog.EVENTS_SKIPPED), "skipped")
                .ask(flow(CdcCatalog.EVENTS_DEAD_LETTERED), "dead-lettered");
    }

    private Vector flow(MeterSpec counter) {
        return meters.series(counter).rate(RATE).sumBy();
    }

    private Panel skipped() {
        return Panel.series(
                        "Skipped by reason", DisplayUnit.EVENTS_PER_SECOND, "Events filtered or dropped on purpose.")
                .ask(meters.series(CdcCatalog.EVENTS_SKIPPED).rate(RATE).sumBy("reason"), "{{reason}}");
    }

    private Panel lag(double high, double critical) {
        return Panel.series(
                        "Lag by table",
                        DisplayUnit.SECONDS,
                        "Age of the oldest event in flight; 0 where the source attests that nothing is missing; a gap where unknown.")
                .warn(high, critical)
                .ask(meters.series(CdcCatalog.LAG).now().maxBy("source", "table"), "{{source}} {{table}}");
    }

    private Panel lagHeatmap() {
        return Panel.heatmap(
                        "Lag of events",
                        DisplayUnit.SECONDS,
                        "From the source's timestamp until processed, event by event.")
                .ask(meters.histogram(CdcCatalog.EVENT_LAG).distribution(RATE), "{{le}}");
    }

    private Panel lagQuantiles(double high, double critical) {
        Panel panel = Panel.series(
                        "Lag of events, quantiles", DisplayUnit.SECONDS, "Of the events processed in the interval.")
                .warn(high, critical);
        for (String q : new String[] {"0.5", "0.95", "0.99"}) {
            panel.ask(meters.histogram(CdcCatalog.EVENT_LAG).quantile(q, RATE, "source"), "{{source}} " + q);
        }
        return panel.ask(meters.histogram(CdcCatalog.EVENT_LAG).max().now().maxBy("source"), "{{source}} max");
    }

    private Panel signsOfLife() {
        return Panel.series(
                        "Signs of life",
                        DisplayUnit.SECONDS,
                        "Time since the newest processed event was made, and since the source attested its position.")
                .ask(
                        meters.series(CdcCatalog.LAST_EVENT_TIMESTAMP)
                                .now()
                                .maxBy("source")
                                .age(),
                        "{{source}} event")
                .ask(
                        meters.series(CdcCatalog.HEARTBEAT_TIMESTAMP)
                                .now()
                                .maxBy("source")
                                .age(),
                        "{{source}} heartbeat");
    }

    private Panel timeline() {
        return named(Panel.states("States", "The state of each pipeline over time."))
                .ask(meters.series(CdcCatalog.PIPELINE_STATE).now().maxBy("source"), "{{source}}");
    }

    /** One NaN, from before the state was told, would make the mean of all NaN: only what is known counts. */
    private Panel timeInState() {
        return Panel.bars(
                        "Time in each state",
                        DisplayUnit.RATIO,
                        "Part of the time shown that each pipeline spent in a state, as far as it is known.")
                .upTo(1)
                .ask(
                        meters.series(CdcCatalog.PIPELINE_STATUS)
                                .now()
                                .atLeast("0")
                                .meanOver(RANGE)
                                .maxBy("source", "state"),
                        "{{source}} {{state}}");
    }

    private Panel transitions() {
        return Panel.series(
                        "Changes of state", DisplayUnit.NUMBER, "How often each state was entered, in the interval.")
                .ask(
                        meters.series(CdcCatalog.PIPELINE_TRANSITIONS)
                                .increase(RATE)
                                .sumBy("source", "state"),
                        "{{source}} {{state}}");
    }

    private Panel inFlight() {
        return Panel.series(
                        "In flight by table",
                        DisplayUnit.NUMBER,
                        "Received, and neither processed, skipped nor dead-lettered yet.")
                .stacked()
                .ask(meters.series(CdcCatalog.EVENTS_IN_FLIGHT).now().sumBy("source", "table"), "{{source}} {{table}}");
    }

    private Panel errors() {
        return Panel.series(
                        "Errors by type",
                        DisplayUnit.OPERATIONS_PER_SECOND,
                        "By bounded type; the log has the messages.")
                .ask(
                        meters.series(CdcCatalog.ERRORS).rate(RATE).sumBy("source", "error_type"),
                        "{{source}} {{error_type}}");
    }

    private Panel retries() {
        return Panel.series("Retries", DisplayUnit.OPERATIONS_PER_SECOND, "Attempts after the first.")
                .ask(meters.series(CdcCatalog.RETRIES).rate(RATE).sumBy("source"), "{{source}}");
    }

    private Panel timestamps() {
        return Panel.series(
                        "Doubtful timestamps",
                        DisplayUnit.EVENTS_PER_SECOND,
                        "Events from the future (their lag is taken as 0) and events without a time.")
                .ask(meters.series(CdcCatalog.CLOCK_SKEW).rate(RATE).sumBy("source"), "{{source}} future")
                .ask(meters.series(CdcCatalog.TIMESTAMP_MISSING).rate(RATE).sumBy("source"), "{{source}} missing");
    }

    private Panel snapshotTables() {
        return Panel.series("Snapshot", DisplayUnit.NUMBER, "Tables that the initial snapshot covers, and that remain.")
                .ask(meters.series(CdcCatalog.SNAPSHOT_TABLES).now().maxBy("source"), "{{source}} all")
                .ask(meters.series(CdcCatalog.SNAPSHOT_TABLES_REMAINING).now().maxBy("source"), "{{source}} remaining");
    }

    private Panel snapshotRows() {
        return Panel.series("Snapshot rows", DisplayUnit.ROWS_PER_SECOND, "Rows read by the initial snapshot.")
                .ask(
                        meters.series(CdcCatalog.SNAPSHOT_ROWS).rate(RATE).sumBy("source", "table"),
                        "{{source}} {{table}}");
    }

    private Panel slotBytes() {
        return Panel.series(
                        "Write-ahead log for slots",
                        DisplayUnit.BYTES,
                        "What the server keeps for a replication slot, and what of it the consumer has not confirmed.")
                .ask(meters.series(CdcCatalog.SLOT_RETAINED).now().maxBy("source", "slot"), "{{source}} {{slot}} kept")
                .ask(
                        meters.series(CdcCatalog.SLOT_LAG).now().maxBy("source", "slot"),
                        "{{source}} {{slot}} not confirmed");
    }

    private Panel slotActive() {
        return Panel.states("Consumers of slots", "Whether a consumer is connected to the replication slot.")
                .saying(0, "nobody", "red")
                .saying(1, "connected", "green")
                .ask(meters.series(CdcCatalog.SLOT_ACTIVE).now().maxBy("source", "slot"), "{{source}} {{slot}}");
    }
}
