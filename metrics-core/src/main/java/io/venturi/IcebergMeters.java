package io.venturi;

import io.venturi.catalog.IcebergCatalog;
import io.venturi.instrument.BoundSummary;
import io.venturi.instrument.BoundedHandles;
import io.venturi.instrument.MeterScope;
import java.util.function.Consumer;

/** The meters of what one source writes to Iceberg tables. Keep the handle; it may be used from any thread. */
public final class IcebergMeters implements AutoCloseable {

    private final Consumer<IcebergMeters> forget;
    private final MeterScope scope;
    private final BoundSummary fileSize;
    private final BoundedHandles<IcebergTableMeters> tables;

    IcebergMeters(String source, MeterScope scope, Settings settings, Consumer<IcebergMeters> forget) {
        this.forget = forget;
        this.scope = scope;
        this.fileSize = scope.summary(IcebergCatalog.FILE_SIZE, source);
        this.tables = new BoundedHandles<>(
                "iceberg.table",
                scope,
                settings.limit(OpenLabel.TABLE),
                table -> new IcebergTableMeters(this, source, table, scope.child()));
    }

    /** The meters of a table, by its qualified name; beyond the limit of tables, all share {@code _other}. */
    public IcebergTableMeters table(String table) {
        return tables.get(table);
    }

    /** A data file of this many bytes was written: watches for many small files. */
    public void fileWritten(long bytes) {
        fileSize.record(bytes);
    }

    /** Removes this source's series and those of its tables. */
    @Override
    public void close() {
        scope.close();
        forget.accept(this);
    }

    void forget(IcebergTableMeters table) {
        tables.remove(table.name(), table);
    }
}
