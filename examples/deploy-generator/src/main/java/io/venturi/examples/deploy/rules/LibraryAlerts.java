package io.venturi.examples.deploy.rules;

import static io.venturi.examples.deploy.rules.TestSeries.born;
import static io.venturi.examples.deploy.rules.TestSeries.rising;
import static io.venturi.examples.deploy.rules.TestSeries.since;
import static io.venturi.examples.deploy.rules.TestSeries.steady;

import io.venturi.catalog.LibraryCatalog;
import io.venturi.examples.deploy.promql.JvmMeter;
import io.venturi.examples.deploy.promql.Series;
import io.venturi.examples.deploy.promql.Vector;
import io.venturi.examples.deploy.settings.Setting;
import java.util.List;

/** What the library says about itself, and whether it says anything. */
final class LibraryAlerts {

    private final RuleContext rules;
    private final Series build;
    private final Series start;

    LibraryAlerts(RuleContext rules) {
        this.rules = rules;
        build = rules.series(LibraryCatalog.BUILD_INFO);
        start = rules.meters().series(JvmMeter.START_TIME);
    }

    List<Alert> all() {
        return List.of(absent(), overflow(), invalid());
    }

    private Alert absent() {
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

    /**
     * Growth of counters in the long window. One that is born with its first recording shows no increase: its value is all that it
     * grew by, if its process was there before it, or is younger than the window. One that Prometheus sees together with an old
     * process for the first time may be as old, and grew by nothing that is known.
     */
    private Vector arisen(Series counter) {
        String window = rules.text(Setting.LONG_WINDOW);
        Vector scrapes = build.samplesIn(window).sumBy(rules.byReplica());
        Vector young = start.now()
                .maxBy(rules.byReplica())
                .age()
                .below(rules.settings().secondsText(Setting.LONG_WINDOW));
        Vector counted = counter.now().above("0");
        return counter.increase(window)
                .above("0")
                .or(counted.and(counter.samplesIn(window).belowItsOwn(scrapes)))
                .or(counted.and(young));
    }

    private TestSeries process() {
        return steady(build, 1);
    }

    /** A counter that was 5 when Prometheus saw it and its process first, half of a window ago. */
    private TestSeries[] started(Series counter, TestSeries startTime) {
        double ago = rules.number(Setting.LONG_WINDOW) / 2;
        return new TestSeries[] {born(counter, 5, ago), born(build, 1, ago), startTime};
    }

    private Alert overflow() {
        Series overflow = rules.series(LibraryCatalog.OVERFLOW);
        double window = rules.number(Setting.LONG_WINDOW);
        return Alert.named("SeriesOverflow")
                .when(arisen(overflow).sumBy(rules.by("meter")))
                .over(Setting.LONG_WINDOW)
                .keptFiring()
                .summary("Values of {meter} of {job} go to _other, {value} in " + rules.text(Setting.LONG_WINDOW) + ".")
                .description(
                        "There are more of them than the limit allows, or they are not allowed. They are counted, together.")
                .fires(30, rising(overflow, 30 / window))
                .fires(1, born(overflow, 1, window / 2), process())
                .fires(5, started(overflow, since(start, window / 2)))
                .silent(steady(overflow, 5), process())
                .silent(started(overflow, born(start, 0, window / 2)))
                .silent(born(overflow, 5, window / 2), born(build, 1, window / 2))
                .build();
    }

    private Alert invalid() {
        Series invalid = rules.series(LibraryCatalog.INVALID);
        double window = rules.number(Setting.LONG_WINDOW);
        return Alert.named("RecordingsInvalid")
                .when(arisen(invalid).sumBy(rules.by("meter", "reason")))
                .over(Setting.LONG_WINDOW)
                .keptFiring()
                .summary("{value} recordings of {meter} of {job} were not as they should be: {reason}.")
                .description(
                        "They were clamped or dropped: figures of this meter may be too low. The host's log says more.")
                .fires(45, rising(invalid, 45 / window))
                .fires(1, born(invalid, 1, window / 2), process())
                .fires(5, started(invalid, since(start, window / 2)))
                .silent(steady(invalid, 5), process())
                .silent(started(invalid, born(start, 0, window / 2)))
                .silent(born(invalid, 5, window / 2), born(build, 1, window / 2))
                .build();
    }
}
