package io.venturi.catalog;

import static io.venturi.catalog.MeterGroup.TABLES;

import java.util.List;

/** The meters of table row counts. The label {@code table} is the qualified name, as in the meters of CDC. */
public final class TableCatalog {

    private static final String DATABASE = "database";
    private static final String SCHEMA = "schema";
    private static final String TABLE = "table";

    /** Rows. */
    public static final MeterSpec ROWS = MeterSpec.gauge(
            TABLES, "table.rows", Unit.NONE, "Rows in the table when it was last counted.", DATABASE, SCHEMA, TABLE);

    /** Whether rows are an estimate. */
    public static final MeterSpec ROWS_ESTIMATED = MeterSpec.gauge(
            TABLES,
            "table.rows.estimated",
            Unit.NONE,
            "1 where the number of rows is an estimate, 0 where it was counted.",
            DATABASE,
            SCHEMA,
            TABLE);

    /** Rows that match a predicate. */
    public static final MeterSpec ROWS_FILTERED = MeterSpec.gauge(
                    TABLES,
                    "table.rows.filtered",
                    Unit.NONE,
                    "Rows that match a named filter of the host.",
                    DATABASE,
                    SCHEMA,
                    TABLE,
                    "filter")
            .asOptIn();

    /** Sizes. */
    public static final MeterSpec BYTES = MeterSpec.gauge(
                    TABLES,
                    "table",
                    Unit.BYTES,
                    "Size on disk, by kind: total, table (with TOAST), index.",
                    DATABASE,
                    SCHEMA,
                    TABLE,
                    "kind")
            .asOptIn();

    /** Time since the last vacuum. */
    public static final MeterSpec VACUUM_AGE = MeterSpec.gauge(
                    TABLES,
                    "table.vacuum.age",
                    Unit.SECONDS,
                    "Time since the table was last vacuumed, by hand or by autovacuum.",
                    DATABASE,
                    SCHEMA,
                    TABLE)
            .asOptIn();

    /** When the table was counted. */
    public static final MeterSpec COUNTED_TIMESTAMP = MeterSpec.gauge(
            TABLES,
            "table.counted.timestamp",
            Unit.SECONDS,
            "When the number of rows was taken, since the epoch.",
            DATABASE,
            SCHEMA,
            TABLE);

    /** Runs. */
    public static final MeterSpec RUNS =
            MeterSpec.counter(TABLES, "table.count.runs", "Counting runs that ended, by status.", DATABASE, "status");

    /** Errors. */
    public static final MeterSpec ERRORS = MeterSpec.counter(
            TABLES, "table.count.errors", "Tables and runs that could not be counted, by reason.", DATABASE, "reason");

    /** Alerts. */
    public static final MeterSpec ALERTS = MeterSpec.counter(
            TABLES,
            "table.count.alerts",
            "What a person should look at: repeated_failures, no_tables, row_delta.",
            DATABASE,
            "alert");

    /** Duration of runs. */
    public static final MeterSpec RUN_DURATION = MeterSpec.timer(
            TABLES, "table.count.run.duration", Buckets.DURATION, "How long a counting run took.", DATABASE);

    /** The last successful run. */
    public static final MeterSpec LAST_SUCCESS_TIMESTAMP = MeterSpec.gauge(
            TABLES,
            "table.count.last.success.timestamp",
            Unit.SECONDS,
            "When the last successful run ended, since the epoch.",
            DATABASE);

    /** The last run of the table-count job that failed. */
    public static final MeterSpec LAST_FAILURE_TIMESTAMP = MeterSpec.gauge(
                    TABLES,
                    "table.count.last.failure.timestamp",
                    Unit.SECONDS,
                    "When the last run of the table-count job failed, since the epoch; gone once one has succeeded.",
                    DATABASE)
            .asOptIn();

    /** Tables found. */
    public static final MeterSpec COUNTED_TABLES = MeterSpec.gauge(
            TABLES, "table.count.tables", Unit.NONE, "Tables that the last run was to count.", DATABASE);

    /** Whether this process counts. */
    public static final MeterSpec LEADER = MeterSpec.gauge(
            TABLES,
            "table.count.leader",
            Unit.NONE,
            "1 where this process is the one that counts, 0 where another does.",
            DATABASE);

    static final List<MeterSpec> ALL = List.of(
            ROWS,
            ROWS_ESTIMATED,
            ROWS_FILTERED,
            BYTES,
            VACUUM_AGE,
            COUNTED_TIMESTAMP,
            RUNS,
            ERRORS,
            ALERTS,
            RUN_DURATION,
            LAST_SUCCESS_TIMESTAMP,
            LAST_FAILURE_TIMESTAMP,
            COUNTED_TABLES,
            LEADER);

    private TableCatalog() {}
}
