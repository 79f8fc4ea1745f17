package io.venturi.jdbc.store.rollup;

import java.util.Locale;

/** How long a bucket's period is. */
enum Tier {
    HOURLY,
    DAILY,
    WEEKLY;

    String column() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The one that this is made of. */
    Tier below() {
        return this == WEEKLY ? DAILY : HOURLY;
    }

    /** Days and weeks are of UTC: all are of the same length. */
    int hours() {
        return switch (this) {
            case HOURLY -> 1;
            case DAILY -> 24;
            case WEEKLY -> 168;
        };
    }
}
