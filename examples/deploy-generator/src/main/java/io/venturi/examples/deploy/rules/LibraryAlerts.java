package io.venturi.examples.deploy.rules;

import static io.venturi.examples.deploy.rules.TestSeries.born;
import static io.venturi.examples.deploy.rules.TestSeries.rising;
import static io.venturi.examples.deploy.rules.TestSeries.steady;

import io.venturi.catalog.LibraryCatalog;
import io.venturi.examples.deploy.promql.Series;
import io.venturi.examples.deploy.promql.Vector;
import io.venturi.examples.deploy.settings.Setting;
import java.util.List;

/** What the library says about itself, and whether it says anything. */
final class LibraryAlerts {

    private final RuleContext rules;

    LibraryAlerts(RuleContext rules) {
        this.rules = rules;
    }

    List<Alert> all() {
        return List.of(absent(), overflow(), invalid());
    }

    private Alert absent() {
        Series build = rules.series(LibraryCatalog.BUILD_INFO);
        return Alert.named("MetricsAbsent")
                // What a job pushed stays in the Pushgateway for ever, without an instance: it is no sign of life.
                .when(Vector.absent(build.whereNot("instance", "")))
                .lasting(Setting.FOR)
                .critical()
                .summary("Nothing with the namespace " + rules.settings().namespace() + " is scraped.")
                .description(
                        "No process that meters with this namespace can be seen: none runs, or Prometheus does not find it."
                                + " All other alerts are blind meanwhile.")
                .fires(1)
                .fires(1, steady(build, 1).with("instance", ""))
                .silent(steady(build, 1))
                .build();
    }

    private Alert overflow() {
        Series overflow = rules.series(LibraryCatalog.OVERFLOW);
        double window = rules.number(Setting.LONG_WINDOW);
        return Alert.named("SeriesOverflow")
                .when(overflow.arisen(rules.text(Setting.LONG_WINDOW)).sumBy("job", "meter"))
                .over(Setting.LONG_WINDOW)
                .keptFiring()
                .summary("Values of {meter} of {job} go to _other, {value} in " + rules.text(Setting.LONG_WINDOW) + ".")
                .description(
                        "There are more of them than the limit allows, or they are not allowed. They are counted, together.")
                .fires(30, rising(overflow, 30 / window))
                .fires(1, born(overflow, 1, window / 2))
                .silent(steady(overflow, 5))
                .build();
    }

    private Alert invalid() {
        Series invalid = rules.series(LibraryCatalog.INVALID);
        double window = rules.number(Setting.LONG_WINDOW);
        return Alert.named("RecordingsInvalid")
                .when(invalid.arisen(rules.text(Setting.LONG_WINDOW)).sumBy("job", "meter", "reason"))
                .over(Setting.LONG_WINDOW)
                .keptFiring()
                .summary("{value} recordings of {meter} of {job} were not as they should be: {reason}.")
                .description(
                        "They were clamped or dropped: figures of this meter may be too low. The host's log says more.")
                .fires(45, rising(invalid, 45 / window))
                .fires(1, born(invalid, 1, window / 2))
                .silent(steady(invalid, 5))
                .build();
    }
}
