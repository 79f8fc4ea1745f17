package io.venturi.examples.cdc;

import io.venturi.CdcTableMeters;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.data.Record;
import org.jspecify.annotations.Nullable;

/**
 * One batch on its way into the lake.
 *
 * <p>It can be tried again after a failure and goes on where it stopped: what is done is neither written nor counted
 * twice.
 */
final class BatchWrite {
    /** The part of the batch that goes into one Iceberg table with one commit. */
    private static final class TablePart {
        final List<ChangeEvent> changes = new ArrayList<>();
        final List<Record> records = new ArrayList<>();

        @Nullable
        DataFile file;

        boolean commitTried;
    }

    /** An event that the transform refused. */
    private record Refused(BufferedEvent event, TransformException reason) {}

    private final String batchId = UUID.randomUUID().toString();
    private final Map<ShopTable, TablePart> parts = new EnumMap<>(ShopTable.class);
    private final List<Refused> refused = new ArrayList<>();
    private final WriteTargets targets;

    BatchWrite(List<BufferedEvent> batch, RowTransform transform, WriteTargets targets) {
        this.targets = targets;
        for (BufferedEvent event : batch) {
            ChangeEvent change = event.change();
            try {
                Record row = transform.toRecord(change, targets.schema(change.table()));
                TablePart part = parts.computeIfAbsent(change.table(), table -> new TablePart());
                part.changes.add(change);
                part.records.add(row);
            } catch (TransformException e) {
                refused.add(new Refused(event, e));
            }
        }
    }

    void attempt() throws SQLException, IOException, InterruptedException {
        while (!refused.isEmpty()) {
            bury(refused.get(0));
            refused.remove(0);
        }
        Iterator<Map.Entry<ShopTable, TablePart>> open = parts.entrySet().iterator();
        while (open.hasNext()) {
            Map.Entry<ShopTable, TablePart> next = open.next();
            ShopTable table = next.getKey();
            write(targets.lake(table), next.getValue());
            acknowledge(targets.meters().table(table), next.getValue());
            open.remove();
        }
    }

    private void bury(Refused letter) throws SQLException {
        ChangeEvent change = letter.event().change();
        targets.deadLetters().bury(letter.event(), letter.reason());
        targets.meters().cdc().error("transform");
        targets.meters().table(change.table()).deadLettered(change.operation(), change.sourceMillis());
        targets.tally().count(change, PipelineTally.Step.DEAD_LETTERED);
    }

    private void write(LakeTable lake, TablePart part) throws IOException, InterruptedException {
        DataFile file = part.file;
        if (file == null) {
            targets.faults().beforeFileWrite();
            file = lake.writeFile(part.records);
            part.file = file;
        }
        if (part.commitTried && lake.wentThrough(batchId)) {
            return; // the last commit broke off, but went through
        }
        part.commitTried = true;
        lake.append(file, batchId);
    }

    private void acknowledge(CdcTableMeters meters, TablePart part) {
        for (ChangeEvent change : part.changes) {
            meters.processed(change.operation(), change.sourceMillis());
            targets.tally().count(change, PipelineTally.Step.PROCESSED);
        }
    }
}
