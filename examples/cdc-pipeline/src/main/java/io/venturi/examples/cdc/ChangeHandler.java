package io.venturi.examples.cdc;

import io.debezium.engine.DebeziumEngine.ChangeConsumer;
import io.debezium.engine.DebeziumEngine.RecordCommitter;
import io.debezium.engine.RecordChangeEvent;
import io.venturi.CdcTableMeters;
import io.venturi.SkipReason;
import io.venturi.examples.cdc.PipelineTally.Step;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/** The entry of the pipeline: counts what comes, leaves out what nobody wants, and hands the rest to the buffer. */
final class ChangeHandler {
    private final EventBuffer buffer;
    private final PipelineMeters meters;
    private final PipelineTally tally;
    private final SnapshotProgress snapshot;
    private final ReentrantLock accepting = new ReentrantLock();
    private final RecentPositions recent = new RecentPositions(200_000);
    private volatile @Nullable Delivery current;
    private volatile long attestedMillis;

    ChangeHandler(EventBuffer buffer, PipelineMeters meters, PipelineTally tally, SnapshotProgress snapshot) {
        this.buffer = buffer;
        this.meters = meters;
        this.tally = tally;
        this.snapshot = snapshot;
    }

    /** What the next engine delivers to. From now on, nothing is taken from the one before. */
    ChangeConsumer<RecordChangeEvent<SourceRecord>> newDelivery() {
        Delivery delivery = new Delivery();
        current = delivery;
        return delivery;
    }

    /**
     * One engine's deliveries. A failed engine may leave a thread behind that is still handing on its last batch, while the
     * next engine sends the same changes again: each change is taken once, from the engine that is current.
     */
    private final class Delivery implements ChangeConsumer<RecordChangeEvent<SourceRecord>> {
        private final Acknowledgements acknowledgements = new Acknowledgements();

        @Override
        public void handleBatch(
                List<RecordChangeEvent<SourceRecord>> messages,
                RecordCommitter<RecordChangeEvent<SourceRecord>> committer)
                throws InterruptedException {
            for (RecordChangeEvent<SourceRecord> message : messages) {
                accepting.lockInterruptibly();
                try {
                    if (current != this) {
                        return;
                    }
                    accept(message);
                } finally {
                    accepting.unlock();
                }
            }
            acknowledgements.acknowledge(buffer.writtenSequence(), committer);
        }

        private void accept(RecordChangeEvent<SourceRecord> message) throws InterruptedException {
            Optional<Struct> envelope = ChangeDecoder.envelope(message.record());
            if (envelope.isPresent()) {
                ChangeHandler.this.accept(envelope.get());
            }
            acknowledgements.expect(message, buffer.lastSequence());
        }
    }

    private void accept(Struct envelope) throws InterruptedException {
        Optional<String> snapshotMarker = ChangeDecoder.snapshotMarker(envelope);
        if (snapshotMarker.isEmpty()) {
            snapshot.finished();
            if (!recent.add(ChangeDecoder.position(envelope))) {
                return; // sent again after a restart: it is on its way already
            }
        }
        if (ChangeDecoder.isHeartbeat(envelope)) {
            attest(ChangeDecoder.sourceMillis(envelope));
            return;
        }
        Optional<ChangeEvent> change = ChangeDecoder.change(envelope);
        if (change.isPresent()) {
            accept(change.get(), snapshotMarker);
        }
    }

    private void accept(ChangeEvent change, Optional<String> snapshotMarker) throws InterruptedException {
        CdcTableMeters table = meters.table(change.table());
        table.received(change.operation(), change.sourceMillis());
        tally.count(change, Step.RECEIVED);
        if (snapshotMarker.isPresent()) {
            snapshot.sawRow(change.table(), snapshotMarker.get());
        }
        if (isInternal(change)) {
            table.skipped(SkipReason.FILTERED, change.operation(), change.sourceMillis());
            tally.count(change, Step.SKIPPED);
        } else {
            buffer.put(change);
        }
    }

    /** Test customers of the shop's own people are nobody's business. */
    private static boolean isInternal(ChangeEvent change) {
        return change.table() == ShopTable.CUSTOMERS
                && change.hasRow()
                && Boolean.TRUE.equals(change.column("internal"));
    }

    private void attest(long positionMillis) {
        meters.cdc().heartbeat(positionMillis);
        attestedMillis = positionMillis;
    }

    /** Everything that the source committed before this time has been received. */
    long attestedMillis() {
        return attestedMillis;
    }
}
