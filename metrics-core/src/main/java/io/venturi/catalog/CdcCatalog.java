package io.venturi.catalog;

import static io.venturi.catalog.MeterGroup.CDC;

import java.util.List;

/** The meters of change-data-capture sources and their tables. */
public final class CdcCatalog {

    private static final String SOURCE = "source";
    private static final String TABLE = "table";
    private static final String OPERATION = "operation";
    private static final String STATE = "state";

    /** Events that entered the pipeline. */
    public static final MeterSpec EVENTS_RECEIVED = MeterSpec.counter(
            CDC, "cdc.events.received", "Change events that entered the pipeline.", SOURCE, TABLE, OPERATION);

    /** Events that are done. */
    public static final MeterSpec EVENTS = MeterSpec.counter(
            CDC,
            "cdc.events",
            "Change events that are done: acknowledged downstream, once, outside any retry.",
            SOURCE,
            TABLE,
            OPERATION);

    /** Events dropped on purpose. */
    public static final MeterSpec EVENTS_SKIPPED = MeterSpec.counter(
            CDC, "cdc.events.skipped", "Change events filtered or dropped on purpose.", SOURCE, TABLE, "reason");

    /** Events given up on. */
    public static final MeterSpec EVENTS_DEAD_LETTERED = MeterSpec.counter(
            CDC, "cdc.events.dead.lettered", "Change events given up on, in the dead-letter queue.", SOURCE, TABLE);

    /** The books of a table. */
    public static final MeterSpec EVENTS_IN_FLIGHT = MeterSpec.gauge(
            CDC,
            "cdc.events.in.flight",
            Unit.NONE,
            "Change events received and neither processed, skipped nor dead-lettered yet.",
            SOURCE,
            TABLE);

    /** Lag, computed when it is scraped. */
    public static final MeterSpec LAG = MeterSpec.gauge(
            CDC,
            "cdc.lag",
            Unit.SECONDS,
            "How far the pipeline is behind the source, computed at scrape: age of the oldest event in flight, 0 when the"
                    + " source attests that nothing is missing, NaN when unknown.",
            SOURCE,
            TABLE);

    /** Lag of each event. */
    public static final MeterSpec EVENT_LAG = MeterSpec.timer(
            CDC,
            "cdc.event.lag",
            Buckets.EVENT_LAG,
            "From an event's source timestamp until it was processed.",
            SOURCE);

    /** The newest processed event. */
    public static final MeterSpec LAST_EVENT_TIMESTAMP = MeterSpec.gauge(
            CDC,
            "cdc.last.event.timestamp",
            Unit.SECONDS,
            "Source timestamp of the newest processed event, since the epoch.",
            SOURCE,
            TABLE);

    /** The position that the source attested. */
    public static final MeterSpec HEARTBEAT_TIMESTAMP = MeterSpec.gauge(
            CDC,
            "cdc.heartbeat.timestamp",
            Unit.SECONDS,
            "Newest position that the source attested (keep-alive, caught up), since the epoch.",
            SOURCE);

    /** Errors by bounded type. */
    public static final MeterSpec ERRORS =
            MeterSpec.counter(CDC, "cdc.errors", "Errors of the pipeline, by bounded type.", SOURCE, "error_type");

    /** Attempts after the first. */
    public static final MeterSpec RETRIES = MeterSpec.counter(CDC, "cdc.retries", "Attempts after the first.", SOURCE);

    /** The present state as a number. */
    public static final MeterSpec PIPELINE_STATE = MeterSpec.gauge(
            CDC,
            "cdc.pipeline.state",
            Unit.NONE,
            "State of the pipeline: 0 stopped, 1 starting, 2 running, 3 paused, 4 failed; NaN until it is told.",
            SOURCE);

    /** The present state, one-hot. */
    public static final MeterSpec PIPELINE_STATUS = MeterSpec.gauge(
            CDC,
            "cdc.pipeline.status",
            Unit.NONE,
            "1 for the pipeline's present state, 0 for the others; NaN until it is told.",
            SOURCE,
            STATE);

    /** State changes. */
    public static final MeterSpec PIPELINE_TRANSITIONS = MeterSpec.counter(
            CDC, "cdc.pipeline.transitions", "Times that the pipeline entered this state.", SOURCE, STATE);

    /** Tables of the initial snapshot. */
    public static final MeterSpec SNAPSHOT_TABLES =
            MeterSpec.gauge(CDC, "cdc.snapshot.tables", Unit.NONE, "Tables that the initial snapshot covers.", SOURCE);

    /** Tables that the initial snapshot has yet to read. */
    public static final MeterSpec SNAPSHOT_TABLES_REMAINING = MeterSpec.gauge(
            CDC,
            "cdc.snapshot.tables.remaining",
            Unit.NONE,
            "Tables that the initial snapshot has yet to finish.",
            SOURCE);

    /** Rows of the initial snapshot. */
    public static final MeterSpec SNAPSHOT_ROWS = MeterSpec.counter(
            CDC, "cdc.snapshot.rows", "Rows read by the initial snapshot (kept out of lag).", SOURCE, TABLE);

    /** WAL that a replication slot holds back. */
    public static final MeterSpec SLOT_RETAINED = MeterSpec.gauge(
            CDC,
            "cdc.slot.retained",
            Unit.BYTES,
            "Write-ahead log that the server keeps for a replication slot.",
            SOURCE,
            "slot");

    /** WAL that a slot's consumer has not confirmed. */
    public static final MeterSpec SLOT_LAG = MeterSpec.gauge(
            CDC,
            "cdc.slot.lag",
            Unit.BYTES,
            "Write-ahead log that the consumer of a replication slot has not confirmed.",
            SOURCE,
            "slot");

    /** Whether a slot has a consumer. */
    public static final MeterSpec SLOT_ACTIVE = MeterSpec.gauge(
            CDC,
            "cdc.slot.active",
            Unit.NONE,
            "1 where a consumer is connected to a replication slot, 0 where none is.",
            SOURCE,
            "slot");

    /** Source times in the future. */
    public static final MeterSpec CLOCK_SKEW = MeterSpec.counter(
            CDC,
            "cdc.clock.skew",
            "Source timestamps that lay in the future of this host (their lag is taken as 0).",
            SOURCE);

    /** Events without a source time. */
    public static final MeterSpec TIMESTAMP_MISSING = MeterSpec.counter(
            CDC, "cdc.timestamp.missing", "Events without a source timestamp (no lag is invented for them).", SOURCE);

    static final List<MeterSpec> ALL = List.of(
            EVENTS_RECEIVED,
            EVENTS,
            EVENTS_SKIPPED,
            EVENTS_DEAD_LETTERED,
            EVENTS_IN_FLIGHT,
            LAG,
            EVENT_LAG,
            LAST_EVENT_TIMESTAMP,
            HEARTBEAT_TIMESTAMP,
            ERRORS,
            RETRIES,
            PIPELINE_STATE,
            PIPELINE_STATUS,
            PIPELINE_TRANSITIONS,
            SNAPSHOT_TABLES,
            SNAPSHOT_TABLES_REMAINING,
            SNAPSHOT_ROWS,
            SLOT_RETAINED,
            SLOT_LAG,
            SLOT_ACTIVE,
            CLOCK_SKEW,
            TIMESTAMP_MISSING);

    private CdcCatalog() {}
}
