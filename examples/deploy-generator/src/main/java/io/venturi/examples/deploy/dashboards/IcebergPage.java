package io.venturi.examples.deploy.dashboards;

import static io.venturi.examples.deploy.dashboards.Dashboards.RANGE;
import static io.venturi.examples.deploy.dashboards.Dashboards.RATE;

import io.venturi.catalog.IcebergCatalog;
import io.venturi.catalog.MeterSpec;
import io.venturi.examples.deploy.promql.Meters;
import io.venturi.examples.deploy.promql.Vector;
import io.venturi.examples.deploy.settings.GroupLabels;
import io.venturi.examples.deploy.settings.Setting;
import io.venturi.examples.deploy.settings.Settings;

/** Commits to Iceberg tables, what they wrote, and how the tables grow. */
final class IcebergPage {

    private static final String BY_TABLE = "{{source}} {{table}}";

    private final Variables variables;
    private final Meters meters;

    IcebergPage(GroupLabels groups) {
        variables =
                new Variables(groups).choose("source", IcebergCatalog.COMMITS).choose("table", IcebergCatalog.COMMITS);
        meters = variables.meters();
    }

    Dashboard dashboard(Settings settings) {
        return new Dashboard(
                        Dashboards.ICEBERG,
                        "Venturi: Iceberg",
                        "Commits, their outcomes and latency, file sizes and the growth of tables.",
                        variables,
                        settings)
                .row("Now")
                .line(commitsNow(), failuresNow(), lastCommit(settings.number(Setting.NO_COMMIT)), recordsNow())
                .row("Commits")
                .line(commits(), outcomes())
                .line(latency(settings.number(Setting.COMMIT_SECONDS)), latencyHeatmap())
                .line(attempts(), sinceLastCommit(settings.number(Setting.NO_COMMIT)))
                .row("Files")
                .line(fileSizes(), fileSizeHeatmap())
                .line(filesWritten(), bytesWritten(), recordsWritten())
                .row("Tables")
                .line(tableRecords(), tableFiles(), tableBytes());
    }

    private Panel commitsNow() {
        return Panel.stat("Commits", DisplayUnit.NUMBER, "Successful commits in the time shown.")
                .ask(meters.series(IcebergCatalog.COMMITS).increase(RANGE).sumBy("source"), "{{source}}");
    }

    private Panel failuresNow() {
        return Panel.stat("Failures", DisplayUnit.NUMBER, "Commits that failed in the time shown, conflicts included.")
                .alarm(1)
                .ask(
                        meters.series(IcebergCatalog.COMMIT_FAILURES)
                                .increase(RANGE)
                                .sumBy("source"),
                        "{{source}}");
    }

    private Panel lastCommit(double late) {
        return Panel.stat("Last commit", DisplayUnit.SECONDS, "Time since the last successful commit to any table.")
                .warn(late / 2, late)
                .ask(
                        meters.series(IcebergCatalog.LAST_COMMIT_TIMESTAMP)
                                .now()
                                .maxBy("source")
                                .age(),
                        "{{source}}");
    }

    private Panel recordsNow() {
        return Panel.stat("Records", DisplayUnit.RECORDS_PER_SECOND, "Records that commits add each second.")
                .ask(meters.series(IcebergCatalog.RECORDS_WRITTEN).rate(RATE).sumBy("source"), "{{source}}");
    }

    private Panel commits() {
        return Panel.series("Commits by table", DisplayUnit.OPERATIONS_PER_SECOND, "Successful ones.")
                .ask(byTable(IcebergCatalog.COMMITS), BY_TABLE);
    }

    private Vector byTable(MeterSpec counter) {
        return meters.series(counter).rate(RATE).sumBy("source", "table");
    }

    private Panel outcomes() {
        return Panel.series("Outcomes", DisplayUnit.OPERATIONS_PER_SECOND, "Successes, and failures by reason.")
                .ask(meters.series(IcebergCatalog.COMMITS).rate(RATE).sumBy(), "success")
                .ask(meters.series(IcebergCatalog.COMMIT_FAILURES).rate(RATE).sumBy("reason"), "{{reason}}");
    }

    private Panel latency(double slow) {
        Panel panel = Panel.series(
                        "Latency of commits", DisplayUnit.SECONDS, "How long commits took, failed ones included.")
                .alarm(slow);
        for (String q : new String[] {"0.5", "0.95"}) {
            panel.ask(
                    meters.histogram(IcebergCatalog.COMMIT_DURATION).quantile(q, RATE, "source", "table"),
                    BY_TABLE + " " + q);
        }
        return panel.ask(
                meters.histogram(IcebergCatalog.COMMIT_DURATION).max().now().maxBy("source", "table"),
                BY_TABLE + " max");
    }

    private Panel latencyHeatmap() {
        return Panel.heatmap(
                        "Latency of commits, distribution",
                        DisplayUnit.SECONDS,
                        "How long commits took, all tables together.")
                .ask(meters.histogram(IcebergCatalog.COMMIT_DURATION).distribution(RATE), "{{le}}");
    }

    private Panel attempts() {
        return Panel.series(
                        "Attempts at commits",
                        DisplayUnit.OPERATIONS_PER_SECOND,
                        "The first attempt included; more than commits means that conflicts were retried.")
                .ask(byTable(IcebergCatalog.COMMIT_ATTEMPTS), BY_TABLE);
    }

    private Panel sinceLastCommit(double late) {
        return Panel.series("Time since the last commit", DisplayUnit.SECONDS, "By table.")
                .alarm(late)
                .ask(
                        meters.series(IcebergCatalog.LAST_COMMIT_TIMESTAMP)
                                .now()
                                .maxBy("source", "table")
                                .age(),
                        BY_TABLE);
    }

    private Panel fileSizes() {
        return Panel.series(
                        "Size of data files",
                        DisplayUnit.BYTES,
                        "Of those written in the interval. Small files make reading slow.")
                .ask(meters.histogram(IcebergCatalog.FILE_SIZE).quantile("0.5", RATE, "source"), "{{source}} 0.5")
                .ask(meters.histogram(IcebergCatalog.FILE_SIZE).quantile("0.95", RATE, "source"), "{{source}} 0.95")
                .ask(meters.histogram(IcebergCatalog.FILE_SIZE).mean(RATE, "source"), "{{source}} mean");
    }

    private Panel fileSizeHeatmap() {
        return Panel.heatmap("Size of data files, distribution", DisplayUnit.BYTES, "Of those written in the interval.")
                .ask(meters.histogram(IcebergCatalog.FILE_SIZE).distribution(RATE), "{{le}}");
    }

    private Panel filesWritten() {
        return Panel.series("Files", DisplayUnit.OPERATIONS_PER_SECOND, "Files that commits added and removed.")
                .ask(meters.series(IcebergCatalog.FILES_WRITTEN).rate(RATE).sumBy("source"), "{{source}} data files")
                .ask(
                        meters.series(IcebergCatalog.DELETE_FILES_WRITTEN)
                                .rate(RATE)
                                .sumBy("source"),
                        "{{source}} delete files")
                .ask(meters.series(IcebergCatalog.FILES_REMOVED).rate(RATE).sumBy("source"), "{{source}} removed");
    }

    private Panel bytesWritten() {
        return Panel.series("Bytes written", DisplayUnit.BYTES_PER_SECOND, "Bytes of files that commits added.")
                .ask(byTable(IcebergCatalog.BYTES_WRITTEN), BY_TABLE);
    }

    private Panel recordsWritten() {
        return Panel.series("Records written", DisplayUnit.RECORDS_PER_SECOND, "Records that commits added.")
                .ask(byTable(IcebergCatalog.RECORDS_WRITTEN), BY_TABLE);
    }

    private Panel tableRecords() {
        return Panel.series("Records in tables", DisplayUnit.NUMBER, "In the last known snapshot.")
                .ask(meters.series(IcebergCatalog.TABLE_RECORDS).now().maxBy("source", "table"), BY_TABLE);
    }

    private Panel tableFiles() {
        return Panel.series("Files in tables", DisplayUnit.NUMBER, "Data files in the last known snapshot.")
                .ask(meters.series(IcebergCatalog.TABLE_FILES).now().maxBy("source", "table"), BY_TABLE);
    }

    private Panel tableBytes() {
        return Panel.series("Size of tables", DisplayUnit.BYTES, "Files in the last known snapshot.")
                .ask(meters.series(IcebergCatalog.TABLE_BYTES).now().maxBy("source", "table"), BY_TABLE);
    }
}
