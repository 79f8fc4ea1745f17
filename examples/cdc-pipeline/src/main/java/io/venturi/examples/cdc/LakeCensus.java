package io.venturi.examples.cdc;

import java.io.IOException;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;

/** Counts the records that are really in the lake, by reading them. */
final class LakeCensus {
    private final int maxFilesToRead;

    private LakeCensus(int maxFilesToRead) {
        this.maxFilesToRead = maxFilesToRead;
    }

    static LakeCensus thorough() {
        return new LakeCensus(Integer.MAX_VALUE);
    }

    /** Where time is short and a table has many files, believes the record counts of its manifests. */
    static LakeCensus quick() {
        return new LakeCensus(300);
    }

    long count(Lake lake, ShopTable shopTable) throws IOException {
        Table table = lake.load(shopTable);
        long files = 0;
        long recordsByManifest = 0;
        try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
            for (FileScanTask task : tasks) {
                files++;
                recordsByManifest += task.file().recordCount();
            }
        }
        return files > maxFilesToRead ? recordsByManifest : read(table);
    }

    private static long read(Table table) throws IOException {
        long records = 0;
        try (CloseableIterable<Record> rows = IcebergGenerics.read(table).build()) {
            for (Record row : rows) {
                records += row == null ? 0 : 1;
            }
        }
        return records;
    }
}
