package io.venturi.examples.deploy.dashboards;

import static io.venturi.examples.deploy.dashboards.Dashboards.RANGE;
import static io.venturi.examples.deploy.dashboards.Dashboards.RATE;

import io.venturi.catalog.DatabaseCatalog;
import io.venturi.catalog.MeterSpec;
import io.venturi.catalog.TableCatalog;
import io.venturi.examples.deploy.promql.Meters;
import io.venturi.examples.deploy.promql.Vector;
import io.venturi.examples.deploy.settings.GroupLabels;
import io.venturi.examples.deploy.settings.Setting;
import io.venturi.examples.deploy.settings.Settings;

/** Rows of tables, the runs that count them, and the database as a whole. */
final class TablesPage {

    private static final String BY_TABLE = "{{database}} {{table}}";

    private final Variables variables;
    private final Meters meters;

    TablesPage(GroupLabels groups) {
        variables = new Variables(groups).choose("database", TableCatalog.RUNS).choose("table", TableCatalog.ROWS);
        meters = variables.meters();
    }

    Dashboard dashboard(Settings settings) {
        double stale = settings.number(Setting.COUNT_STALE);
        return new Dashboard(
                        Dashboards.TABLES,
                        "Venturi: tables and database",
                        "Rows of PostgreSQL tables and how they change, counting runs, and the server.",
                        variables,
                        settings)
                .row("Tables")
                .line(totalNow(), tablesNow(), ageNow(stale), leader())
                .line(rows(), velocity(settings.text(Setting.COUNT_WINDOW)))
                .line(presentRows(), total())
                .line(sizes(), filtered(), vacuum())
                .line(estimated(), ages(stale))
                .row("Counting runs")
                .line(runs(), durations(), failureNow())
                .line(errors(), alerts())
                .row("Database")
                .line(connections(), size(), transactions())
                .line(deadlocks(), oldestTransaction(settings.number(Setting.TRANSACTION_AGE)), replication());
    }

    /** By table: where replicas show the same figure, once. */
    private Vector byTable(MeterSpec gauge) {
        return meters.series(gauge).now().maxBy("database", "table");
    }

    private Panel totalNow() {
        return Panel.stat("Rows", DisplayUnit.NUMBER, "In all of the chosen tables.")
                .ask(byTable(TableCatalog.ROWS).sumBy("database"), "{{database}}");
    }

    private Panel tablesNow() {
        return Panel.stat("Tables", DisplayUnit.NUMBER, "That the last run was to count.")
                .ask(meters.series(TableCatalog.COUNTED_TABLES).now().maxBy("database"), "{{database}}");
    }

    private Panel ageNow(double stale) {
        return Panel.stat("Last count", DisplayUnit.SECONDS, "Time since the last successful run.")
                .warn(stale / 2, stale)
                .ask(
                        meters.series(TableCatalog.LAST_SUCCESS_TIMESTAMP)
                                .now()
                                .maxBy("database")
                                .age(),
                        "{{database}}");
    }

    private Panel failureNow() {
        return Panel.stat("Last failure of the job", DisplayUnit.SECONDS, "Time since; empty once a run has succeeded.")
                .ask(
                        meters.series(TableCatalog.LAST_FAILURE_TIMESTAMP)
                                .now()
                                .maxBy("database")
                                .age(),
                        "{{database}}");
    }

    private Panel leader() {
        return Panel.stat("Leaders", DisplayUnit.NUMBER, "Processes that count: one, for each database.")
                .ask(meters.series(TableCatalog.LEADER).now().sumBy("database"), "{{database}}");
    }

    private Panel rows() {
        return Panel.series("Rows by table", DisplayUnit.NUMBER, "When last counted; a gap where unknown.")
                .ask(byTable(TableCatalog.ROWS), BY_TABLE);
    }

    /** Over a window in which tables are counted several times, however narrow the interval is. */
    private Panel velocity(String window) {
        return Panel.series(
                        "Rows per minute",
                        DisplayUnit.ROWS_PER_MINUTE,
                        "How fast tables grow; below 0 where they shrink.")
                .ask(
                        meters.series(TableCatalog.ROWS)
                                .slope(window)
                                .maxBy("database", "table")
                                .times("60"),
                        BY_TABLE);
    }

    private Panel presentRows() {
        return Panel.table("Rows now", DisplayUnit.NUMBER, "By table.").ask(byTable(TableCatalog.ROWS), "");
    }

    private Panel total() {
        return Panel.series("Rows in total", DisplayUnit.NUMBER, "In all of the chosen tables.")
                .ask(byTable(TableCatalog.ROWS).sumBy("database"), "{{database}}");
    }

    private Panel sizes() {
        return Panel.series("Size on disk", DisplayUnit.BYTES, "By kind. Metered where the host asks for it.")
                .ask(
                        meters.series(TableCatalog.BYTES).now().maxBy("database", "table", "kind"),
                        BY_TABLE + " {{kind}}");
    }

    private Panel filtered() {
        return Panel.series(
                        "Rows by filter",
                        DisplayUnit.NUMBER,
                        "That match a filter of the host's. Metered where it has any.")
                .ask(
                        meters.series(TableCatalog.ROWS_FILTERED).now().maxBy("database", "table", "filter"),
                        BY_TABLE + " {{filter}}");
    }

    private Panel vacuum() {
        return Panel.series(
                        "Time since vacuum",
                        DisplayUnit.SECONDS,
                        "By hand or by autovacuum. Metered where the host asks for it.")
                .ask(byTable(TableCatalog.VACUUM_AGE), BY_TABLE);
    }

    private Panel estimated() {
        return Panel.states("Counted or estimated", "How the figure was come by.")
                .saying(0, "counted", "green")
                .saying(1, "estimated", "yellow")
                .ask(byTable(TableCatalog.ROWS_ESTIMATED), BY_TABLE);
    }

    private Panel ages(double stale) {
        return Panel.series("Age of figures", DisplayUnit.SECONDS, "Time since each table was counted.")
                .alarm(stale)
                .ask(byTable(TableCatalog.COUNTED_TIMESTAMP).age(), BY_TABLE);
    }

    private Panel runs() {
        return Panel.series("Runs", DisplayUnit.NUMBER, "That ended in the interval, by status.")
                .ask(
                        meters.series(TableCatalog.RUNS).increase(RATE).sumBy("database", "status"),
                        "{{database}} {{status}}");
    }

    private Panel durations() {
        return Panel.series(
                        "Duration of runs", DisplayUnit.SECONDS, "Within which 95 % of the runs end, and the slowest.")
                .ask(
                        meters.histogram(TableCatalog.RUN_DURATION).quantile("0.95", RATE, "database"),
                        "{{database}} 0.95")
                .ask(meters.histogram(TableCatalog.RUN_DURATION).max().now().maxBy("database"), "{{database}} max");
    }

    private Panel errors() {
        return Panel.series(
                        "Errors",
                        DisplayUnit.NUMBER,
                        "Tables and runs that could not be counted in the interval, by reason.")
                .ask(
                        meters.series(TableCatalog.ERRORS).increase(RATE).sumBy("database", "reason"),
                        "{{database}} {{reason}}");
    }

    private Panel alerts() {
        return Panel.bars(
                        "Calls for a person",
                        DisplayUnit.NUMBER,
                        "What the collector wants looked at, in the time shown.")
                .alarm(1)
                .ask(
                        meters.series(TableCatalog.ALERTS).increase(RANGE).sumBy("database", "alert"),
                        "{{database}} {{alert}}");
    }

    private Panel connections() {
        return Panel.series("Connections", DisplayUnit.NUMBER, "By state, and the most that the server takes.")
                .ask(
                        meters.series(DatabaseCatalog.CONNECTIONS).now().maxBy("database", "state"),
                        "{{database}} {{state}}")
                .ask(meters.series(DatabaseCatalog.CONNECTIONS_MAX).now().maxBy("database"), "{{database}} limit");
    }

    private Panel size() {
        return Panel.series("Size of databases", DisplayUnit.BYTES, "On disk.")
                .ask(meters.series(DatabaseCatalog.SIZE).now().maxBy("database"), "{{database}}");
    }

    private Panel transactions() {
        return Panel.series("Transactions", DisplayUnit.OPERATIONS_PER_SECOND, "By outcome.")
                .ask(
                        meters.series(DatabaseCatalog.TRANSACTIONS).rate(RATE).maxBy("database", "outcome"),
                        "{{database}} {{outcome}}");
    }

    private Panel deadlocks() {
        return Panel.series("Deadlocks", DisplayUnit.NUMBER, "That the server detected in the interval.")
                .ask(meters.series(DatabaseCatalog.DEADLOCKS).increase(RATE).maxBy("database"), "{{database}}");
    }

    private Panel oldestTransaction(double old) {
        return Panel.series(
                        "Oldest transaction", DisplayUnit.SECONDS, "Age of the oldest open transaction of a client.")
                .alarm(old)
                .ask(meters.series(DatabaseCatalog.LONGEST_TRANSACTION).now().maxBy("database"), "{{database}}");
    }

    private Panel replication() {
        return Panel.series(
                        "Replication lag",
                        DisplayUnit.SECONDS,
                        "Of a standby; on a primary, that of the standby furthest behind.")
                .ask(meters.series(DatabaseCatalog.REPLICATION_LAG).now().maxBy("database"), "{{database}}");
    }
}
