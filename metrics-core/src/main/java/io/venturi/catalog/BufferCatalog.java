package io.venturi.catalog;

import static io.venturi.catalog.MeterGroup.BUFFER;

import java.util.List;

/** The meters of buffers between capture and writer. */
public final class BufferCatalog {

    private static final String SOURCE = "source";

    /** Events that wait. */
    public static final MeterSpec DEPTH =
            MeterSpec.gauge(BUFFER, "buffer.depth", Unit.NONE, "Events that wait in the buffer.", SOURCE);

    /** Room for events. */
    public static final MeterSpec CAPACITY =
            MeterSpec.gauge(BUFFER, "buffer.capacity", Unit.NONE, "Events that the buffer can hold.", SOURCE);

    /** Age of the event that waits longest. */
    public static final MeterSpec OLDEST_EVENT_AGE = MeterSpec.gauge(
            BUFFER,
            "buffer.oldest.event.age",
            Unit.SECONDS,
            "How long the oldest event has been waiting in the buffer; 0 when it is empty.",
            SOURCE);

    /** Events that wait too long. */
    public static final MeterSpec STUCK_EVENTS = MeterSpec.gauge(
            BUFFER,
            "buffer.stuck.events",
            Unit.NONE,
            "Events that have waited longer than the host's limit (1 or 0 where only the oldest age is known).",
            SOURCE);

    /** Attempts to hand a batch on. */
    public static final MeterSpec BATCHES = MeterSpec.counter(
            BUFFER, "buffer.batches", "Attempts to hand a batch on, by how they ended.", SOURCE, "status");

    /** Size of those batches. */
    public static final MeterSpec BATCH_SIZE = MeterSpec.summary(
            BUFFER, "buffer.batch.size", Unit.NONE, Buckets.COUNT, "Events in a batch, each attempt.", SOURCE);

    /** Duration of those attempts. */
    public static final MeterSpec BATCH_DURATION = MeterSpec.timer(
            BUFFER, "buffer.batch.duration", Buckets.DURATION, "How long an attempt at a batch took.", SOURCE);

    /** Events that left in successful batches. */
    public static final MeterSpec EVENTS_PROCESSED = MeterSpec.counter(
            BUFFER, "buffer.events.processed", "Events that left the buffer in successful batches.", SOURCE);

    /** Events sent to the dead-letter queue. */
    public static final MeterSpec DLQ =
            MeterSpec.counter(BUFFER, "buffer.dlq", "Events written to the dead-letter queue.", SOURCE);

    /** Events that even the dead-letter queue refused. */
    public static final MeterSpec DLQ_FAILURES = MeterSpec.counter(
            BUFFER, "buffer.dlq.failures", "Events that could not be written to the dead-letter queue.", SOURCE);

    static final List<MeterSpec> ALL = List.of(
            DEPTH,
            CAPACITY,
            OLDEST_EVENT_AGE,
            STUCK_EVENTS,
            BATCHES,
            BATCH_SIZE,
            BATCH_DURATION,
            EVENTS_PROCESSED,
            DLQ,
            DLQ_FAILURES);

    private BufferCatalog() {}
}
