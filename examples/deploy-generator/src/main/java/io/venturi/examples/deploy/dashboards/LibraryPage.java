package io.venturi.examples.deploy.dashboards;

import static io.venturi.examples.deploy.dashboards.Dashboards.RATE;

import io.venturi.catalog.LibraryCatalog;
import io.venturi.catalog.StoreCatalog;
import io.venturi.examples.deploy.promql.Meters;
import io.venturi.examples.deploy.settings.GroupLabels;
import io.venturi.examples.deploy.settings.Setting;
import io.venturi.examples.deploy.settings.Settings;

/** The history of the metrics in PostgreSQL, and what the library says about itself. */
final class LibraryPage {

    private final Variables variables;
    private final Meters meters;

    LibraryPage(GroupLabels groups) {
        variables = new Variables(groups);
        meters = variables.meters();
    }

    Dashboard dashboard(Settings settings) {
        return new Dashboard(
                        Dashboards.LIBRARY,
                        "Venturi: metric history and the library",
                        "The store of metrics in PostgreSQL, limits of labels, and invalid recordings.",
                        variables,
                        settings)
                .row("Metric history")
                .line(
                        spool(settings.number(Setting.SPOOL_BYTES)),
                        partitions(),
                        rollups(settings.number(Setting.ROLLUP_LAG)))
                .line(samples(), measurements())
                .line(publishing(), publishingHeatmap())
                .row("The library itself")
                .line(overflow(), invalid(), versions());
    }

    private Panel spool(double most) {
        return Panel.series("Waiting to be stored", DisplayUnit.BYTES, "Batches in memory and on disk.")
                .alarm(most)
                .ask(meters.series(StoreCatalog.SPOOL).now().maxBy("job", "instance"), "{{job}} {{instance}}");
    }

    private Panel partitions() {
        return Panel.series("Partitions ahead", DisplayUnit.NUMBER, "Days after today that all have their partitions.")
                .ask(meters.series(StoreCatalog.PARTITIONS_AHEAD).now().maxBy("job"), "{{job}}");
    }

    private Panel rollups(double late) {
        return Panel.series("Roll-ups", DisplayUnit.SECONDS, "Time since the end of the last hour that is rolled up.")
                .alarm(late)
                .ask(meters.series(StoreCatalog.ROLLUP_LAG).now().minBy("job"), "{{job}}");
    }

    private Panel samples() {
        return Panel.series(
                        "Samples",
                        DisplayUnit.OPERATIONS_PER_SECOND,
                        "By what became of them; what was accepted and not stored waits.")
                .ask(meters.series(StoreCatalog.SAMPLES).rate(RATE).sumBy("job", "result"), "{{job}} {{result}}");
    }

    private Panel measurements() {
        return Panel.series(
                        "Measurements",
                        DisplayUnit.OPERATIONS_PER_SECOND,
                        "By what became of them. Where the host takes any.")
                .ask(meters.series(StoreCatalog.MEASUREMENTS).rate(RATE).sumBy("job", "result"), "{{job}} {{result}}");
    }

    private Panel publishing() {
        return Panel.series(
                        "Sampling",
                        DisplayUnit.SECONDS,
                        "From the first meter's sample until the step's batch is in the spool.")
                .ask(meters.histogram(StoreCatalog.PUBLISH_DURATION).quantile("0.95", RATE, "job"), "{{job}} 0.95")
                .ask(meters.histogram(StoreCatalog.PUBLISH_DURATION).max().now().maxBy("job"), "{{job}} max");
    }

    private Panel publishingHeatmap() {
        return Panel.heatmap("Sampling, distribution", DisplayUnit.SECONDS, "Time that each step took.")
                .ask(meters.histogram(StoreCatalog.PUBLISH_DURATION).distribution(RATE), "{{le}}");
    }

    private Panel overflow() {
        return Panel.series(
                        "Over the limit",
                        DisplayUnit.OPERATIONS_PER_SECOND,
                        "Look-ups whose label value went to _other, by meter.")
                .ask(meters.series(LibraryCatalog.OVERFLOW).rate(RATE).sumBy("job", "meter"), "{{job}} {{meter}}");
    }

    private Panel invalid() {
        return Panel.series(
                        "Invalid recordings",
                        DisplayUnit.OPERATIONS_PER_SECOND,
                        "Clamped, dropped or failed, by meter and reason.")
                .ask(
                        meters.series(LibraryCatalog.INVALID).rate(RATE).sumBy("job", "meter", "reason"),
                        "{{job}} {{meter}} {{reason}}");
    }

    private Panel versions() {
        return Panel.table("Versions", DisplayUnit.NUMBER, "Processes by version of Venturi.")
                .ask(meters.series(LibraryCatalog.BUILD_INFO).now().countBy("job", "version"), "");
    }
}
