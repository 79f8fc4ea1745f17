package io.venturi;

import java.util.concurrent.atomic.LongAccumulator;

/**
 * How far one table is behind its source, computed when it is asked for, so that it cannot freeze:
 *
 * <ul>
 *   <li>events in flight: the age of the oldest;
 *   <li>none in flight and the source attested a position at or past the last event: 0 while that attestation is fresh;
 *   <li>none in flight, no attestation: the lag at which the last event was processed, while that is fresh;
 *   <li>none in flight and the pipeline halted (not RUNNING, by its own word): the time since the newest event or
 *       attestation, for nobody watches the source any more;
 *   <li>otherwise unknown: NaN.
 * </ul>
 *
 * <p>Never negative. Thread-safe; recording takes no lock.
 */
final class TableLag {

    private final InFlightAges ages = new InFlightAges();
    private final SourcePosition source;
    private final LongAccumulator newestEvent = new LongAccumulator(Math::max, SourcePosition.NONE);
    private volatile long lastLagMillis;
    private volatile long lastProcessedAt = SourcePosition.NONE;

    TableLag(SourcePosition source) {
        this.source = source;
    }

    InFlightAges ages() {
        return ages;
    }

    /** Notes that an event was processed and says its lag; a source time in the future counts as now. */
    long processed(long sourceMillis, long now) {
        long lag = Math.max(0, now - sourceMillis);
        newestEvent.accumulate(Math.min(sourceMillis, now));
        lastLagMillis = lag;
        lastProcessedAt = now;
        return lag;
    }

    /** Source time of the newest processed event, or {@link SourcePosition#NONE}. */
    long newestEvent() {
        return newestEvent.get();
    }

    double seconds(boolean inFlight, long now) {
        long oldest = ages.oldest();
        if (oldest != InFlightAges.NONE) {
            return since(oldest, now);
        }
        return inFlight ? held(now) : settled(now);
    }

    private double settled(long now) {
        long newest = newestEvent();
        long attested = source.attested();
        if (source.isHalted()) {
            long known = Math.max(newest, attested);
            return known == SourcePosition.NONE ? Double.NaN : since(known, now);
        }
        if (attested != SourcePosition.NONE && attested >= newest) {
            return source.isAttestationFresh(now) ? 0 : Double.NaN;
        }
        return held(now);
    }

    private double held(long now) {
        long at = lastProcessedAt;
        return at != SourcePosition.NONE && source.isFresh(at, now) ? lastLagMillis / 1e3 : Double.NaN;
    }

    private static double since(long then, long now) {
        return Math.max(0, now - then) / 1e3;
    }
}
