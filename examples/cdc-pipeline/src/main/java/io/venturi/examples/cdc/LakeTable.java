package io.venturi.examples.cdc;

import io.venturi.IcebergMeters;
import io.venturi.IcebergTableMeters;
import io.venturi.Severity;
import io.venturi.WorkerMeters;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.encryption.EncryptedFiles;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.formats.FormatModelRegistry;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.util.SnapshotUtil;

/** The writing end of one Iceberg table. For one thread. */
final class LakeTable {
    private static final String BATCH_PROPERTY = "cdc.batch-id";
    private static final int MAX_ATTEMPTS = 12;
    private static final long BACKOFF_MILLIS = 25;

    private final Table table;
    private final IcebergMeters lakeMeters;
    private final IcebergTableMeters meters;
    private final WorkerMeters worker;
    private final AtomicLong conflicts = new AtomicLong();
    private final AtomicLong commits = new AtomicLong();
    private final AtomicLong records = new AtomicLong();

    LakeTable(Table table, ShopTable source, PipelineMeters meters) {
        this.table = table;
        this.lakeMeters = meters.lake();
        this.meters = lakeMeters.table(source.lakeName());
        this.worker = meters.writer();
    }

    Schema schema() {
        return table.schema();
    }

    /** Commits that a competitor won. */
    long conflicts() {
        return conflicts.get();
    }

    /** Commits that were answered. */
    long commits() {
        return commits.get();
    }

    /** Records that commits brought. */
    long records() {
        return records.get();
    }

    DataFile writeFile(List<Record> records) throws IOException {
        String name = UUID.randomUUID() + ".parquet";
        OutputFile output = table.io().newOutputFile(table.locationProvider().newDataLocation(name));
        DataWriter<Record> writer = FormatModelRegistry.<Record, Schema>dataWriteBuilder(
                        FileFormat.PARQUET, Record.class, EncryptedFiles.plainAsEncryptedOutput(output))
                .schema(table.schema())
                .spec(table.spec())
                .setAll(table.properties())
                .build();
        try (writer) {
            records.forEach(writer::write);
        }
        DataFile file = writer.toDataFile();
        lakeMeters.fileWritten(file.fileSizeInBytes());
        return file;
    }

    /** Commits the file, again and again where a competitor was faster. */
    void append(DataFile file, String batchId) throws InterruptedException {
        for (int attempt = 1; ; attempt++) {
            meters.attempts(1);
            try {
                meters.commit(() -> table.newAppend()
                        .appendFile(file)
                        .set(BATCH_PROPERTY, batchId)
                        .commit());
                break;
            } catch (CommitFailedException e) {
                conflicts.incrementAndGet();
                worker.issue("commit_conflict", Severity.WARNING);
                if (attempt == MAX_ATTEMPTS) {
                    throw e;
                }
                TimeUnit.MILLISECONDS.sleep(BACKOFF_MILLIS * attempt);
            }
        }
        commits.incrementAndGet();
        arrived(batchId);
    }

    /** Whether the lake has this batch: asked after a failure that left it open. If so, it counts as arrived. */
    boolean wentThrough(String batchId) {
        table.refresh();
        return arrived(batchId);
    }

    private boolean arrived(String batchId) {
        Optional<Map<String, String>> summary = snapshotOf(batchId);
        summary.ifPresent(found -> {
            meters.snapshot(found);
            records.addAndGet(Long.parseLong(found.getOrDefault(SnapshotSummary.ADDED_RECORDS_PROP, "0")));
        });
        return summary.isPresent();
    }

    private Optional<Map<String, String>> snapshotOf(String batchId) {
        for (Snapshot snapshot : SnapshotUtil.currentAncestors(table)) { // newest first
            if (batchId.equals(snapshot.summary().get(BATCH_PROPERTY))) {
                return Optional.of(snapshot.summary());
            }
        }
        return Optional.empty();
    }
}
