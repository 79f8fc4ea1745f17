package io.venturi.examples.deploy.rules;

import static io.venturi.examples.deploy.rules.RuleContext.label;
import static io.venturi.examples.deploy.rules.TestSeries.changing;
import static io.venturi.examples.deploy.rules.TestSeries.rising;
import static io.venturi.examples.deploy.rules.TestSeries.steady;
import static io.venturi.examples.deploy.rules.TestSeries.turning;
import static io.venturi.examples.deploy.rules.TestSeries.unknown;
import static io.venturi.examples.deploy.rules.TestSeries.vanishing;

import io.venturi.PipelineState;
import io.venturi.catalog.CdcCatalog;
import io.venturi.examples.deploy.promql.JvmMeter;
import io.venturi.examples.deploy.promql.Series;
import io.venturi.examples.deploy.promql.Vector;
import io.venturi.examples.deploy.settings.Setting;
import java.util.List;

/** Whether pipelines run, and move what they have. */
final class PipelineAlerts {

    private static final String[] SOURCE = {"job", "source"};

    private final RuleContext rules;
    private final Series state;
    private final Vector present;
    private final Series inFlight;

    PipelineAlerts(RuleContext rules) {
        this.rules = rules;
        state = rules.series(CdcCatalog.PIPELINE_STATE);
        present = state.now().maxBy(SOURCE);
        inFlight = rules.series(CdcCatalog.EVENTS_IN_FLIGHT);
    }

    List<Alert> all() {
        return List.of(
                down(),
                failed(),
                vanished(),
                flapping(),
                starting(),
                stateUnknown(),
                stalled(),
                backlogUnknown(),
                silent());
    }

    private static String code(PipelineState pipelineState) {
        return Integer.toString(pipelineState.code());
    }

    private Alert down() {
        return Alert.named("CdcPipelineDown")
                .when(present.equalTo(code(PipelineState.STOPPED)))
                .lasting(Setting.FOR)
                .critical()
                .summary("The pipeline of {source} is stopped.")
                .description(
                        "It says itself that it is STOPPED. Nothing is captured; the source keeps what it has to send.")
                .fires(PipelineState.STOPPED.code(), steady(state, PipelineState.STOPPED.code()))
                .silent(steady(state, PipelineState.PAUSED.code()))
                .build();
    }

    private Alert failed() {
        return Alert.named("CdcPipelineFailed")
                .when(present.equalTo(code(PipelineState.FAILED)))
                .keptFiring()
                .critical()
                .summary("The pipeline of {source} has failed.")
                .description("It gave up, and stays FAILED until somebody or something restarts it.")
                .fires(PipelineState.FAILED.code(), steady(state, PipelineState.FAILED.code()))
                .silent(steady(state, PipelineState.RUNNING.code()))
                .build();
    }

    private Alert vanished() {
        return Alert.named("CdcPipelineVanished")
                .when(state.lastIn(rules.text(Setting.VANISHED_WINDOW))
                        .maxBy(SOURCE)
                        .unless(present))
                .lasting(Setting.FOR)
                .critical()
                .summary("The pipeline of {source} is not scraped any more.")
                .description(
                        "Its metrics were there and are gone: the process ended, or Prometheus cannot reach it. The alert"
                                + " ends by itself when the pipeline is forgotten, after "
                                + rules.text(Setting.VANISHED_WINDOW) + ".")
                .fires(PipelineState.RUNNING.code(), vanishing(state, PipelineState.RUNNING.code()))
                .silent(steady(state, PipelineState.RUNNING.code()))
                .build();
    }

    private Alert flapping() {
        Series transitions = rules.series(CdcCatalog.PIPELINE_TRANSITIONS);
        double window = rules.number(Setting.LONG_WINDOW);
        double many = rules.number(Setting.RESTARTS) + 1;
        String starting = label(PipelineState.STARTING);
        Series started = rules.meters().series(JvmMeter.START_TIME);
        // A process that is killed each time shows the counter at 1, always: only the time of its start changes.
        Vector killed = state.lastIn(rules.text(Setting.LONG_WINDOW))
                .countBy("job", "instance", "source")
                .timesItsOwn(started.changes(rules.text(Setting.LONG_WINDOW)).maxBy("job", "instance"))
                .maxBy(SOURCE);
        return Alert.named("CdcPipelineFlapping")
                .when(transitions
                        .where("state", starting)
                        .increase(rules.text(Setting.LONG_WINDOW))
                        .sumBy(SOURCE)
                        .above(rules.text(Setting.RESTARTS))
                        .or(killed.above(rules.text(Setting.RESTARTS))))
                .over(Setting.LONG_WINDOW)
                .keptFiring()
                .summary("The pipeline of {source} started {value} times in " + rules.text(Setting.LONG_WINDOW) + ".")
                .description("It comes up and goes down again. What it starts with works; what it does then does not.")
                .fires(2 * many, rising(transitions, 2 * many / window).with("state", starting))
                .fires(
                        many,
                        steady(transitions, 1).with("state", starting),
                        steady(state, PipelineState.STARTING.code()),
                        changing(started, (int) many))
                .silent(
                        steady(transitions, 1).with("state", starting),
                        steady(state, PipelineState.RUNNING.code()),
                        changing(started, 1))
                .silent(
                        rising(transitions, 0.5 / window).with("state", starting),
                        rising(transitions, 2 * many / window).with("state", label(PipelineState.RUNNING)))
                .build();
    }

    private Alert starting() {
        return Alert.named("CdcPipelineStuckStarting")
                .when(present.equalTo(code(PipelineState.STARTING)))
                .lasting(Setting.LONG_FOR)
                .critical()
                .summary("The pipeline of {source} does not get beyond its start.")
                .description("It says itself that it is STARTING, for " + rules.text(Setting.LONG_FOR)
                        + ". Nothing is captured; the source keeps what it has to send.")
                .fires(PipelineState.STARTING.code(), steady(state, PipelineState.STARTING.code()))
                .silent(steady(state, PipelineState.RUNNING.code()))
                .build();
    }

    private Alert stateUnknown() {
        return Alert.named("CdcPipelineStateUnknown")
                .when(state.now().unknown().countBy(SOURCE))
                .lasting(Setting.LONG_FOR)
                .tellsUnknown(CdcCatalog.PIPELINE_STATE)
                .summary("The pipeline of {source} does not say in which state it is.")
                .description(
                        "Its state is NaN: nobody told it yet. No other alert can tell whether it is down or has failed.")
                .fires(1, unknown(state))
                .silent(steady(state, PipelineState.STARTING.code()))
                .build();
    }

    private Alert stalled() {
        Series done = rules.series(CdcCatalog.EVENTS);
        Vector backlog = rules.recorded().backlog();
        return Alert.named("CdcPipelineStalled")
                .when(backlog.leastIn(rules.text(Setting.WINDOW))
                        .above("0")
                        .unless(rules.grew(CdcCatalog.EVENTS, Setting.WINDOW, SOURCE))
                        .unless(rules.grew(CdcCatalog.EVENTS_SKIPPED, Setting.WINDOW, SOURCE))
                        .unless(rules.grew(CdcCatalog.EVENTS_DEAD_LETTERED, Setting.WINDOW, SOURCE)))
                .over(Setting.WINDOW)
                .lasting(Setting.FOR)
                .critical()
                .summary("The pipeline of {source} is stuck with {value} events in flight.")
                .description("Events wait, and for " + rules.text(Setting.WINDOW)
                        + " none was acknowledged, skipped or given up on.")
                .fires(250, steady(inFlight, 250), steady(done, 1000))
                .silent(steady(inFlight, 250), rising(done, 5))
                .silent(steady(inFlight, 0), steady(done, 1000))
                .silent(turning(inFlight, 0, 250, rules.number(Setting.WINDOW) / 2), steady(done, 1000))
                .build();
    }

    private Alert backlogUnknown() {
        return Alert.named("CdcBacklogUnknown")
                .when(inFlight.now().unknown().countBy(SOURCE))
                .lasting(Setting.FOR)
                .tellsUnknown(CdcCatalog.EVENTS_IN_FLIGHT)
                .summary("Nobody knows how many events of {source} are in flight, for {value} tables.")
                .description("The figures that the host gives contradict each other, or its function fails; "
                        + "that a pipeline is stuck cannot be told meanwhile.")
                .fires(1, unknown(inFlight))
                .silent(steady(inFlight, 10))
                .build();
    }

    private Alert silent() {
        Series received = rules.series(CdcCatalog.EVENTS_RECEIVED);
        Series heartbeat = rules.series(CdcCatalog.HEARTBEAT_TIMESTAMP);
        return Alert.named("CdcSourceSilent")
                .when(present.equalTo(code(PipelineState.RUNNING))
                        .unless(rules.grew(CdcCatalog.EVENTS_RECEIVED, Setting.WINDOW, SOURCE))
                        .unless(heartbeat
                                .now()
                                .maxBy(SOURCE)
                                .age()
                                .below(rules.settings().secondsText(Setting.WINDOW))))
                .over(Setting.WINDOW)
                .lasting(Setting.FOR)
                .tellsUnknown(CdcCatalog.HEARTBEAT_TIMESTAMP)
                .summary("Nothing comes from {source}, not even a sign of life.")
                .description("The pipeline is RUNNING, but for " + rules.text(Setting.WINDOW)
                        + " it received no event, and the source did not attest that there is none.")
                .fires(PipelineState.RUNNING.code(), steady(state, 2), steady(received, 1000), steady(heartbeat, 0))
                .fires(PipelineState.RUNNING.code(), steady(state, 2), steady(received, 1000), unknown(heartbeat))
                .silent(steady(state, 2), steady(received, 1000), rising(heartbeat, 1))
                .silent(steady(state, 2), rising(received, 3))
                .build();
    }
}
