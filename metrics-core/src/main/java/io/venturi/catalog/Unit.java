package io.venturi.catalog;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The unit of a meter's value. Prometheus names end in a base unit wherever there is one. */
public enum Unit {
    /** A plain number; no suffix. */
    NONE,
    /** Seconds, also for points in time (seconds since the epoch). */
    SECONDS,
    /** Bytes. */
    BYTES;

    /** The unit as Micrometer takes it, {@code null} for a plain number. */
    public @Nullable String baseUnit() {
        return this == NONE ? null : name().toLowerCase(Locale.ROOT);
    }
}
