package io.venturi.examples.cdc;

import io.venturi.FlowMeters;
import java.time.Instant;
import java.time.ZoneOffset;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;

/** Makes a record of the lake out of a change, and refuses what breaks the shop's rules. */
final class RowTransform {
    private final FlowMeters orders;

    RowTransform(FlowMeters orders) {
        this.orders = orders;
    }

    Record toRecord(ChangeEvent change, Schema schema) throws TransformException {
        long start = System.nanoTime();
        if (change.hasRow()) {
            check(change);
        }
        Record row = GenericRecord.create(schema);
        row.setField(Lake.OPERATION_COLUMN, change.operation().name());
        row.setField(
                Lake.TIME_COLUMN, Instant.ofEpochMilli(change.sourceMillis()).atOffset(ZoneOffset.UTC));
        if (change.hasRow()) {
            for (ShopTable.Column column : change.table().columns()) {
                row.setField(column.name(), change.column(column.name()));
            }
        }
        if (change.hasRow() && change.table() == ShopTable.ORDERS) {
            orders.record("accepted", System.nanoTime() - start);
        }
        return row;
    }

    private void check(ChangeEvent change) throws TransformException {
        if (change.table() == ShopTable.ORDER_ITEMS && ((Integer) change.column("quantity")) < 1) {
            orders.record("rejected", 0);
            throw new TransformException("item " + change.column("item_id") + " has no quantity");
        }
    }
}
