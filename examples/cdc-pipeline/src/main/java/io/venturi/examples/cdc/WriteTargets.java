package io.venturi.examples.cdc;

import java.util.Map;
import java.util.Objects;
import org.apache.iceberg.Schema;

/** Where a batch goes, and who is told. */
record WriteTargets(
        Map<ShopTable, LakeTable> lakeTables,
        DeadLetterQueue deadLetters,
        PipelineMeters meters,
        PipelineTally tally,
        WriteFaults faults) {

    LakeTable lake(ShopTable table) {
        return Objects.requireNonNull(lakeTables.get(table));
    }

    Schema schema(ShopTable table) {
        return lake(table).schema();
    }
}
