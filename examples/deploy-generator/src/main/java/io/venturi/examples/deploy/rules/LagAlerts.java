package io.venturi.examples.deploy.rules;

import static io.venturi.examples.deploy.rules.TestSeries.rising;
import static io.venturi.examples.deploy.rules.TestSeries.steady;
import static io.venturi.examples.deploy.rules.TestSeries.unknown;

import io.venturi.PipelineState;
import io.venturi.catalog.CdcCatalog;
import io.venturi.examples.deploy.promql.Series;
import io.venturi.examples.deploy.promql.Vector;
import io.venturi.examples.deploy.settings.Setting;
import java.util.List;

/** How far pipelines are behind, and whether anybody knows. */
final class LagAlerts {

    private final RuleContext rules;
    private final String[] bySource;
    private final String[] byReplica;
    private final String[] table;
    private final Series lag;
    private final Vector byTable;

    LagAlerts(RuleContext rules) {
        this.rules = rules;
        bySource = rules.by("source");
        byReplica = rules.byReplica("source");
        table = rules.by("source", "table");
        lag = rules.series(CdcCatalog.LAG);
        byTable = lag.now().maxBy(table);
    }

    List<Alert> all() {
        return List.of(high(), critical(), growing(), unknownLag(), missing());
    }

    private Alert high() {
        double high = rules.number(Setting.LAG_HIGH);
        return Alert.named("CdcLagHigh")
                .when(byTable.above(rules.text(Setting.LAG_HIGH)))
                .lasting(Setting.FOR)
                .showing(Shown.DURATION)
                .summary("{table} of {source} is {value} behind.")
                .description("The oldest event in flight is that old. What reads the target sees the past.")
                .fires(2 * high, steady(lag, 2 * high))
                .silent(steady(lag, high))
                .build();
    }

    private Alert critical() {
        double critical = rules.number(Setting.LAG_CRITICAL);
        return Alert.named("CdcLagCritical")
                .when(byTable.above(rules.text(Setting.LAG_CRITICAL)))
                .lasting(Setting.FOR)
                .critical()
                .showing(Shown.DURATION)
                .summary("{table} of {source} is {value} behind, far too much.")
                .description(
                        "The pipeline does not keep up, or is stuck. The source keeps its log until it is through.")
                .fires(2 * critical, steady(lag, 2 * critical))
                .silent(steady(lag, critical))
                .build();
    }

    private Alert growing() {
        double growth = rules.number(Setting.LAG_GROWTH);
        return Alert.named("CdcLagGrowing")
                .when(lag.slope(rules.text(Setting.LONG_WINDOW))
                        .above(rules.text(Setting.LAG_GROWTH))
                        .and(lag.now().above(rules.text(Setting.LAG_FLOOR)))
                        .maxBy(table))
                .over(Setting.LONG_WINDOW)
                .lasting(Setting.FOR)
                .showing(Shown.DECIMAL)
                .summary("The lag of {table} of {source} grows by {value} s each second.")
                .description("1 s each second means that nothing moves; less, that more comes in than gets through.")
                .fires(2 * growth, rising(lag, 2 * growth))
                .silent(rising(lag, growth / 2))
                .silent(steady(lag, 2 * rules.number(Setting.LAG_FLOOR)))
                .build();
    }

    private Alert unknownLag() {
        return Alert.named("CdcLagUnknown")
                .when(lag.now().unknown().countBy(bySource))
                .lasting(Setting.LONG_FOR)
                .tellsUnknown(CdcCatalog.LAG)
                .summary("Nobody knows how far {value} tables of {source} are behind.")
                .description(
                        "Their lag is NaN: nothing is in flight, and the source did not attest for long that nothing is"
                                + " missing; or an event in flight has no timestamp. Alerts on the lag are blind meanwhile.")
                .fires(1, unknown(lag))
                .silent(steady(lag, 0))
                .build();
    }

    private Alert missing() {
        Series state = rules.series(CdcCatalog.PIPELINE_STATE);
        int running = PipelineState.RUNNING.code();
        return Alert.named("CdcLagMissing")
                .when(state.now()
                        .maxBy(byReplica)
                        .equalTo(Integer.toString(running))
                        .unless(lag.now().maxBy(byReplica)))
                .lasting(Setting.LONG_FOR)
                .summary("The pipeline of {source} at {instance} shows no lag of any table.")
                .description("It is RUNNING, but no table has been metered yet. Alerts on the lag are blind meanwhile.")
                .fires(running, steady(state, running))
                .silent(steady(state, running), steady(lag, 3))
                .build();
    }
}
