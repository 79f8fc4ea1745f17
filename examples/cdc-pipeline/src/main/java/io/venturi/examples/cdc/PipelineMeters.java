package io.venturi.examples.cdc;

import io.venturi.BufferMeters;
import io.venturi.CallMeters;
import io.venturi.CdcMeters;
import io.venturi.CdcTableMeters;
import io.venturi.FlowMeters;
import io.venturi.IcebergMeters;
import io.venturi.PipelineMetrics;
import io.venturi.WorkerMeters;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** A handle for each thing that this service meters, made once: recording then needs no names and no look-ups. */
record PipelineMeters(
        CdcMeters cdc,
        Map<ShopTable, CdcTableMeters> tables,
        BufferMeters buffer,
        IcebergMeters lake,
        WorkerMeters writer,
        FlowMeters orders,
        CallMeters deadLetterCalls) {
    static final String SOURCE = "shop-db";

    static PipelineMeters of(PipelineMetrics metrics) {
        CdcMeters cdc = metrics.cdc(SOURCE);
        Map<ShopTable, CdcTableMeters> tables = new EnumMap<>(ShopTable.class);
        for (ShopTable table : ShopTable.values()) {
            tables.put(table, cdc.table(table.qualifiedName()));
        }
        return new PipelineMeters(
                cdc,
                tables,
                metrics.buffer(SOURCE),
                metrics.iceberg(SOURCE),
                metrics.worker("lake-writer-1"),
                metrics.flow("order"),
                metrics.calls("dead-letter-table"));
    }

    CdcTableMeters table(ShopTable table) {
        return Objects.requireNonNull(tables.get(table));
    }
}
