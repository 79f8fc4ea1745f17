package io.venturi;

import java.util.Locale;

/** Why an event was left out on purpose: the {@code reason} label of {@code cdc_events_skipped_total}. */
public enum SkipReason {
    /** A filter of the host does not want it. */
    FILTERED,
    /** It was seen before. */
    DUPLICATE,
    /** It only marks a deletion that another event tells of (a Kafka-style tombstone). */
    TOMBSTONE,
    /** Its kind or its schema is not supported. */
    UNSUPPORTED,
    /** The pipeline dropped it and starts over: the source sends it again. */
    REDELIVERED,
    /** Anything else. */
    OTHER;

    static final int COUNT = values().length;

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
