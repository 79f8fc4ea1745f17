package io.venturi.catalog;

import static io.venturi.catalog.MeterGroup.ICEBERG;

import java.util.List;

/** The meters of commits to Iceberg tables and of what they wrote. */
public final class IcebergCatalog {

    private static final String SOURCE = "source";
    private static final String TABLE = "table";

    /** Successful commits. */
    public static final MeterSpec COMMITS =
            MeterSpec.counter(ICEBERG, "iceberg.commits", "Successful commits.", SOURCE, TABLE);

    /** Failed commits. */
    public static final MeterSpec COMMIT_FAILURES = MeterSpec.counter(
            ICEBERG, "iceberg.commit.failures", "Commits that failed, by reason.", SOURCE, TABLE, "reason");

    /** Attempts that commits took. */
    public static final MeterSpec COMMIT_ATTEMPTS = MeterSpec.counter(
            ICEBERG, "iceberg.commit.attempts", "Attempts that commits took, the first included.", SOURCE, TABLE);

    /** Duration of commits. */
    public static final MeterSpec COMMIT_DURATION = MeterSpec.timer(
            ICEBERG,
            "iceberg.commit.duration",
            Buckets.COMMIT,
            "How long a commit took, failed ones included.",
            SOURCE,
            TABLE);

    /** Data files added. */
    public static final MeterSpec FILES_WRITTEN =
            MeterSpec.counter(ICEBERG, "iceberg.files.written", "Data files added by commits.", SOURCE, TABLE);

    /** Bytes added. */
    public static final MeterSpec BYTES_WRITTEN =
            MeterSpec.counter(ICEBERG, "iceberg.bytes.written", "Bytes of files added by commits.", SOURCE, TABLE);

    /** Records added. */
    public static final MeterSpec RECORDS_WRITTEN =
            MeterSpec.counter(ICEBERG, "iceberg.records.written", "Records added by commits.", SOURCE, TABLE);

    /** Delete files added. */
    public static final MeterSpec DELETE_FILES_WRITTEN =
            MeterSpec.counter(ICEBERG, "iceberg.delete.files.written", "Delete files added by commits.", SOURCE, TABLE);

    /** Files removed. */
    public static final MeterSpec FILES_REMOVED = MeterSpec.counter(
            ICEBERG, "iceberg.files.removed", "Data and delete files removed by commits.", SOURCE, TABLE);

    /** Size of data files. */
    public static final MeterSpec FILE_SIZE = MeterSpec.summary(
            ICEBERG, "iceberg.file.size", Unit.BYTES, Buckets.FILE_SIZE, "Size of data files written.", SOURCE);

    /** Data files in the table. */
    public static final MeterSpec TABLE_FILES = MeterSpec.gauge(
            ICEBERG, "iceberg.table.files", Unit.NONE, "Data files in the last known snapshot.", SOURCE, TABLE);

    /** Records in the table. */
    public static final MeterSpec TABLE_RECORDS = MeterSpec.gauge(
            ICEBERG, "iceberg.table.records", Unit.NONE, "Records in the last known snapshot.", SOURCE, TABLE);

    /** Bytes in the table. */
    public static final MeterSpec TABLE_BYTES = MeterSpec.gauge(
            ICEBERG, "iceberg.table", Unit.BYTES, "Size of the files in the last known snapshot.", SOURCE, TABLE);

    /** The last successful commit. */
    public static final MeterSpec LAST_COMMIT_TIMESTAMP = MeterSpec.gauge(
            ICEBERG,
            "iceberg.last.commit.timestamp",
            Unit.SECONDS,
            "When the last successful commit ended, since the epoch.",
            SOURCE,
            TABLE);

    static final List<MeterSpec> ALL = List.of(
            COMMITS,
            COMMIT_FAILURES,
            COMMIT_ATTEMPTS,
            COMMIT_DURATION,
            FILES_WRITTEN,
            BYTES_WRITTEN,
            RECORDS_WRITTEN,
            DELETE_FILES_WRITTEN,
            FILES_REMOVED,
            FILE_SIZE,
            TABLE_FILES,
            TABLE_RECORDS,
            TABLE_BYTES,
            LAST_COMMIT_TIMESTAMP);

    private IcebergCatalog() {}
}
