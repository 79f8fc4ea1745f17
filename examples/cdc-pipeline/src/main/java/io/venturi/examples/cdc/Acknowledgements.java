package io.venturi.examples.cdc;

import io.debezium.engine.DebeziumEngine.RecordCommitter;
import io.debezium.engine.RecordChangeEvent;
import java.util.ArrayDeque;
import java.util.Queue;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * What one engine delivered and is not acknowledged, in order. Debezium's offsets move past a message only when the lake has it,
 * and only on the engine's own thread.
 */
final class Acknowledgements {
    /** A message, and the last buffered event that has to be written before it may be acknowledged. */
    private record Pending(RecordChangeEvent<SourceRecord> message, long sequence) {}

    private final Queue<Pending> pending = new ArrayDeque<>();

    void expect(RecordChangeEvent<SourceRecord> message, long sequence) {
        pending.add(new Pending(message, sequence));
    }

    void acknowledge(long writtenSequence, RecordCommitter<RecordChangeEvent<SourceRecord>> committer)
            throws InterruptedException {
        Pending oldest = pending.peek();
        while (oldest != null && oldest.sequence() <= writtenSequence) {
            committer.markProcessed(oldest.message());
            pending.remove();
            oldest = pending.peek();
        }
        committer.markBatchFinished();
    }
}
