package io.venturi.examples.deploy.rules;

import static io.venturi.examples.deploy.rules.RuleContext.label;
import static io.venturi.examples.deploy.rules.TestSeries.born;
import static io.venturi.examples.deploy.rules.TestSeries.changing;
import static io.venturi.examples.deploy.rules.TestSeries.ending;
import static io.venturi.examples.deploy.rules.TestSeries.passing;
import static io.venturi.examples.deploy.rules.TestSeries.rising;
import static io.venturi.examples.deploy.rules.TestSeries.steady;
import static io.venturi.examples.deploy.rules.TestSeries.vanishing;

import io.venturi.PipelineState;
import io.venturi.catalog.CdcCatalog;
import io.venturi.examples.deploy.promql.JvmMeter;
import io.venturi.examples.deploy.promql.Series;
import io.venturi.examples.deploy.promql.Vector;
import io.venturi.examples.deploy.settings.GroupLabels;
import io.venturi.examples.deploy.settings.Setting;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Whether pipelines and their replicas are there, and stay. */
final class PresenceAlerts {

    private final RuleContext rules;
    private final String[] bySource;
    private final String[] byReplica;
    private final Series state;
    private final Vector present;

    PresenceAlerts(RuleContext rules) {
        this.rules = rules;
        bySource = rules.by("source");
        byReplica = rules.byReplica("source");
        state = rules.series(CdcCatalog.PIPELINE_STATE);
        present = state.now().maxBy(byReplica);
    }

    List<Alert> all() {
        return List.of(vanished(), unreachable(), flapping());
    }

    private Alert vanished() {
        return Alert.named("CdcPipelineVanished")
                .when(state.lastIn(rules.text(Setting.VANISHED_WINDOW))
                        .maxBy(bySource)
                        .unless(state.now().maxBy(bySource)))
                .lasting(Setting.FOR)
                .critical()
                .together("CdcReplicaUnreachable tells of one of several")
                .summary("The pipeline of {source} is not scraped any more.")
                .description(
                        "Its metrics were there and are gone: the process ended, or Prometheus cannot reach it. The alert"
                                + " ends by itself when the pipeline is forgotten, after "
                                + rules.text(Setting.VANISHED_WINDOW) + ".")
                .fires(PipelineState.RUNNING.code(), vanishing(state, PipelineState.RUNNING.code()))
                .silent(steady(state, PipelineState.RUNNING.code()))
                .build();
    }

    private Alert unreachable() {
        Series reached = rules.meters().reached();
        TestSeries target = steady(reached, 0);
        return Alert.named("CdcReplicaUnreachable")
                .when(state.lastIn(rules.text(Setting.VANISHED_WINDOW))
                        .maxBy(byReplica)
                        .and(reached.now().equalTo("0").maxBy(rules.byReplica()))
                        .unless(present))
                .lasting(Setting.FOR)
                .summary("The pipeline of {source} at {instance} does not answer any more.")
                .description(
                        "Prometheus still looks for it there. Other replicas may work on; what was this one's, nobody does.")
                .fires(PipelineState.RUNNING.code(), vanishing(state, PipelineState.RUNNING.code()), target)
                .silent(steady(state, PipelineState.RUNNING.code()), steady(reached, 1))
                .silent(vanishing(state, PipelineState.RUNNING.code()))
                .silent(target)
                .build();
    }

    private Alert flapping() {
        Series transitions = rules.series(CdcCatalog.PIPELINE_TRANSITIONS);
        double window = rules.number(Setting.LONG_WINDOW);
        double many = rules.number(Setting.RESTARTS) + 1;
        String starting = label(PipelineState.STARTING);
        Series started = rules.meters().series(JvmMeter.START_TIME);
        String longWindow = rules.text(Setting.LONG_WINDOW);
        Vector seen = state.lastIn(longWindow).countBy(byReplica);
        // A process that is killed each time shows the counter at 1, always: only the time of its start changes.
        Vector killed = seen.timesItsOwn(started.changes(longWindow).maxBy(rules.byReplica()))
                .maxBy(bySource);
        // One that is another instance after each start shows nothing of it: what came and went meanwhile is counted.
        Vector replaced = seen.unless(present)
                .unless(state.before(longWindow).maxBy(byReplica))
                .countBy(bySource);
        return Alert.named("CdcPipelineFlapping")
                .when(transitions
                        .where("state", starting)
                        .increase(longWindow)
                        .sumBy(byReplica)
                        .maxBy(bySource)
                        .above(rules.text(Setting.RESTARTS))
                        .or(killed.above(rules.text(Setting.RESTARTS)))
                        .or(replaced.above(rules.text(Setting.RESTARTS))))
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
                .fires(many, replacements((int) many, window))
                .silent(replacements((int) many - 1, window))
                .silent(moved((int) many, window))
                .silent(
                        rising(transitions, 0.5 / window).with("state", starting),
                        rising(transitions, 2 * many / window).with("state", label(PipelineState.RUNNING)))
                .build();
    }

    /** Pods that came and went within the window, each with an address of its own, beside one that stays. */
    private TestSeries[] replacements(int count, double window) {
        return Stream.concat(
                        IntStream.rangeClosed(1, count).mapToObj(i -> passing(
                                        state, PipelineState.STARTING.code(), window * (0.4 + 0.5 * i / (count + 1)))
                                .with(GroupLabels.INSTANCE, "shop-" + i + ":9404")),
                        Stream.of(steady(state, PipelineState.RUNNING.code())))
                .toArray(TestSeries[]::new);
    }

    /** A deployment of a new version: pods that were there for long go, and others come. */
    private TestSeries[] moved(int count, double window) {
        return IntStream.rangeClosed(1, count)
                .boxed()
                .flatMap(i -> Stream.of(
                        ending(state, PipelineState.RUNNING.code(), window / 2)
                                .with(GroupLabels.INSTANCE, "old-" + i + ":9404"),
                        born(state, PipelineState.RUNNING.code(), window / 2)
                                .with(GroupLabels.INSTANCE, "new-" + i + ":9404")))
                .toArray(TestSeries[]::new);
    }
}
