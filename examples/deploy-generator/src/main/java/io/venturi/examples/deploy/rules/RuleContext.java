package io.venturi.examples.deploy.rules;

import io.venturi.catalog.MeterSpec;
import io.venturi.examples.deploy.promql.Histogram;
import io.venturi.examples.deploy.promql.Meters;
import io.venturi.examples.deploy.promql.Series;
import io.venturi.examples.deploy.promql.Vector;
import io.venturi.examples.deploy.settings.Setting;
import io.venturi.examples.deploy.settings.Settings;
import java.util.Locale;

/**
 * What the groups of rules are made from.
 *
 * @param settings windows and thresholds
 * @param meters the meters of the namespace
 * @param recorded what the recording rules keep
 */
record RuleContext(Settings settings, Meters meters, RecordingRules recorded) {

    static RuleContext of(Settings settings) {
        Meters meters = Meters.in(settings.namespace(), settings.groups().andReplica());
        return new RuleContext(settings, meters, new RecordingRules(settings, meters));
    }

    Series series(MeterSpec meter) {
        return meters.series(meter);
    }

    Histogram histogram(MeterSpec meter) {
        return meters.histogram(meter);
    }

    /** The labels of a deployment, and more. */
    String[] by(String... more) {
        return settings.groups().and(more);
    }

    /** The labels of a replica, and more. */
    String[] byReplica(String... more) {
        return settings.groups().andReplica(more);
    }

    /** A setting as PromQL writes it. */
    String text(Setting setting) {
        return settings.text(setting);
    }

    double number(Setting setting) {
        return settings.number(setting);
    }

    /** Whether a counter grew in a window, by labels. */
    Vector grew(MeterSpec counter, Setting window, String... by) {
        return series(counter).rate(text(window)).sumBy(by).above("0");
    }

    /** The value of a label that is one of an enum's. */
    static String label(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
