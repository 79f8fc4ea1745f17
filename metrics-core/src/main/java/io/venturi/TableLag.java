package io.venturi;

import java.util.concurrent.atomic.LongAccumulator;

/**
 * How far one table is behind its source, computed when it is asked for, so that it cannot freeze:
 *
 * <ul>
 *   <li>events in flight: the age of the oldest; NaN while only events without a timestamp are;
 *   <li>none in flight and the source attested a position at or past the last event: 0 while that attestation is fresh, and
 *       the time since it while the pipeline is not RUNNING by its own word, for then nobody watches the source;
 *   <li>none in flight, no attestation: the lag at which the last event was processed, while that is fresh; while FAILED,
 *       the time since the last event;
 *   <li>otherwise unknown: NaN.
 * </ul>
 *
 * <p>Never negative. Rows of the initial snapshot are not in flight here. Thread-safe; recording takes no lock.
 */
final class TableLag {

    private static final long NONE = SourcePosition.NONE;

    private final InFlightAges ages = new InFlightAges();
    private final SourcePosition source;
    private final LongAccumulator newestProcessed = new LongAccumulator(Math::max, NONE);
    private final LongAccumulator newestDropped = new LongAccumulator(Math::max, NONE);
    private volatile long lastLagMillis;
    private volatile long lastProcessedAt = NONE;

    TableLag(SourcePosition source) {
        this.source = source;
    }

    InFlightAges ages() {
        return ages;
    }

    /** Notes that an event was processed and says its lag; a source time in the future counts as now. */
    long processed(long sourceMillis, long now) {
        long lag = Math.max(0, now - sourceMillis);
        newestProcessed.accumulate(Math.min(sourceMillis, now));
        lastLagMillis = lag;
        lastProcessedAt = now;
        return lag;
    }

    /** Notes that an event was skipped or dead-lettered: an attestation from before it does not cover it. */
    void dropped(long sourceMillis) {
        newestDropped.accumulate(sourceMillis);
    }

    /** Notes the newest processed event that the host's own figures know of; its lag is told from when it is first seen. */
    void observed(long newestMillis, long now) {
        if (newestMillis > 0 && newestMillis > newestProcessed.get()) {
            processed(newestMillis, now);
        }
    }

    /** Source time of the newest processed event, or {@link SourcePosition#NONE}. */
    long newestProcessed() {
        return newestProcessed.get();
    }

    double seconds(long now) {
        long oldest = ages.oldest();
        if (oldest != InFlightAges.NONE) {
            return since(oldest, now);
        }
        return ages.hasUntimed() ? Double.NaN : settled(now);
    }

    private double settled(long now) {
        long newest = Math.max(newestProcessed.get(), newestDropped.get());
        long attested = source.attested();
        if (attested != NONE && attested >= newest) {
            if (source.isHalted()) {
                return since(attested, now);
            }
            return source.isAttestationFresh(now) ? 0 : Double.NaN;
        }
        return source.isFailed() && newest != NONE ? since(newest, now) : held(now);
    }

    private double held(long now) {
        long at = lastProcessedAt;
        return at != NONE && source.isFresh(at, now) ? lastLagMillis / 1e3 : Double.NaN;
    }

    private static double since(long then, long now) {
        return Math.max(0, now - then) / 1e3;
    }
}
