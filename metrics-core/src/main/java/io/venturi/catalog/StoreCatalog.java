package io.venturi.catalog;

import static io.venturi.catalog.MeterGroup.STORE;

import java.util.List;

/** The meters of the metric history in PostgreSQL. */
public final class StoreCatalog {

    /** What became of samples. */
    public static final MeterSpec SAMPLES = MeterSpec.counter(
            STORE,
            "store.samples",
            "Samples and distributions by what became of them: accepted, of which stored, rejected (by PostgreSQL), expired (no"
                    + " partition for their time), overflowed (out of the spool); the rest waits.",
            "result");

    /** What became of measurements. */
    public static final MeterSpec MEASUREMENTS = MeterSpec.counter(
            STORE,
            "store.measurements",
            "Measurements by what became of them: accepted, of which stored, rejected (not storable, or by PostgreSQL), expired"
                    + " (no partition for their time), overflowed (out of the queue, or not stored when it closed); the rest waits.",
            "result");

    /** How long a step's sampling took. */
    public static final MeterSpec PUBLISH_DURATION = MeterSpec.timer(
            STORE,
            "store.publish.duration",
            Buckets.DURATION,
            "Time from the first meter's sample until the step's batch is in the spool.");

    /** What waits. */
    public static final MeterSpec SPOOL =
            MeterSpec.gauge(STORE, "store.spool", Unit.BYTES, "Batches that wait to be stored, in memory and on disk.");

    /** Partitions made ahead. */
    public static final MeterSpec PARTITIONS_AHEAD = MeterSpec.gauge(
            STORE,
            "store.partitions.ahead",
            Unit.NONE,
            "Days after today (UTC) that all have their partitions, as of the last check.");

    /** How far roll-ups are behind. */
    public static final MeterSpec ROLLUP_LAG = MeterSpec.gauge(
            STORE,
            "store.rollup.lag",
            Unit.SECONDS,
            "Time since the end of the last hour of which samples, measurements and distributions are all rolled up.");

    static final List<MeterSpec> ALL =
            List.of(SAMPLES, MEASUREMENTS, PUBLISH_DURATION, SPOOL, PARTITIONS_AHEAD, ROLLUP_LAG);

    private StoreCatalog() {}
}
