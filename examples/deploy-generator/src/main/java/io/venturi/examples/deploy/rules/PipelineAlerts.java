package io.venturi.examples.deploy.rules;

import static io.venturi.examples.deploy.rules.TestSeries.rising;
import static io.venturi.examples.deploy.rules.TestSeries.steady;
import static io.venturi.examples.deploy.rules.TestSeries.turning;
import static io.venturi.examples.deploy.rules.TestSeries.unknown;

import io.venturi.PipelineState;
import io.venturi.catalog.CdcCatalog;
import io.venturi.examples.deploy.promql.Series;
import io.venturi.examples.deploy.promql.Vector;
import io.venturi.examples.deploy.settings.Setting;
import java.util.ArrayList;
import java.util.List;

/** Whether pipelines run, and move what they have. */
final class PipelineAlerts {

    private final RuleContext rules;
    private final String[] bySource;
    private final String[] byReplica;
    private final Series state;
    private final Vector present;
    private final Series inFlight;

    PipelineAlerts(RuleContext rules) {
        this.rules = rules;
        bySource = rules.by("source");
        byReplica = rules.byReplica("source");
        state = rules.series(CdcCatalog.PIPELINE_STATE);
        present = state.now().maxBy(byReplica);
        inFlight = rules.series(CdcCatalog.EVENTS_IN_FLIGHT);
    }

    List<Alert> all() {
        List<Alert> all = new ArrayList<>(List.of(down(), failed()));
        all.addAll(new PresenceAlerts(rules).all());
        all.addAll(List.of(starting(), stateUnknown(), stalled(), backlogUnknown(), silent()));
        return all;
    }

    private static String code(PipelineState pipelineState) {
        return Integer.toString(pipelineState.code());
    }

    private Alert down() {
        return Alert.named("CdcPipelineDown")
                .when(present.equalTo(code(PipelineState.STOPPED)))
                .lasting(Setting.FOR)
                .critical()
                .summary("The pipeline of {source} at {instance} is stopped.")
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
                .summary("The pipeline of {source} at {instance} has failed.")
                .description("It gave up, and stays FAILED until somebody or something restarts it.")
                .fires(PipelineState.FAILED.code(), steady(state, PipelineState.FAILED.code()))
                .silent(steady(state, PipelineState.RUNNING.code()))
                .build();
    }

    private Alert starting() {
        return Alert.named("CdcPipelineStuckStarting")
                .when(present.equalTo(code(PipelineState.STARTING)))
                .lasting(Setting.LONG_FOR)
                .critical()
                .summary("The pipeline of {source} at {instance} does not get beyond its start.")
                .description("It says itself that it is STARTING, for " + rules.text(Setting.LONG_FOR)
                        + ". Nothing is captured; the source keeps what it has to send.")
                .fires(PipelineState.STARTING.code(), steady(state, PipelineState.STARTING.code()))
                .silent(steady(state, PipelineState.RUNNING.code()))
                .build();
    }

    private Alert stateUnknown() {
        return Alert.named("CdcPipelineStateUnknown")
                .when(state.now().unknown().countBy(bySource))
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
        Vector backlog = rules.recorded().backlogOfReplicas();
        return Alert.named("CdcPipelineStalled")
                .when(backlog.leastIn(rules.text(Setting.WINDOW))
                        .above("0")
                        .unless(rules.grew(CdcCatalog.EVENTS, Setting.WINDOW, byReplica))
                        .unless(rules.grew(CdcCatalog.EVENTS_SKIPPED, Setting.WINDOW, byReplica))
                        .unless(rules.grew(CdcCatalog.EVENTS_DEAD_LETTERED, Setting.WINDOW, byReplica)))
                .over(Setting.WINDOW)
                .lasting(Setting.FOR)
                .critical()
                .summary("The pipeline of {source} at {instance} is stuck with {value} events in flight.")
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
                .when(inFlight.now().unknown().countBy(bySource))
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
                        .unless(rules.grew(CdcCatalog.EVENTS_RECEIVED, Setting.WINDOW, byReplica))
                        .unless(heartbeat
                                .now()
                                .maxBy(byReplica)
                                .age()
                                .below(rules.settings().secondsText(Setting.WINDOW))))
                .over(Setting.WINDOW)
                .lasting(Setting.FOR)
                .tellsUnknown(CdcCatalog.HEARTBEAT_TIMESTAMP)
                .summary("Nothing comes from {source} to {instance}, not even a sign of life.")
                .description("The pipeline is RUNNING, but for " + rules.text(Setting.WINDOW)
                        + " it received no event, and the source did not attest that there is none.")
                .fires(PipelineState.RUNNING.code(), steady(state, 2), steady(received, 1000), steady(heartbeat, 0))
                .fires(PipelineState.RUNNING.code(), steady(state, 2), steady(received, 1000), unknown(heartbeat))
                .silent(steady(state, 2), steady(received, 1000), rising(heartbeat, 1))
                .silent(steady(state, 2), rising(received, 3))
                .build();
    }
}
