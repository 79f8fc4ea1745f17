package io.venturi;

import java.util.Map;
import java.util.OptionalLong;

/**
 * Figures of an Iceberg snapshot's summary, by the keys of Iceberg's {@code SnapshotSummary}. A key that is missing or is no
 * number has no figure; it is not 0.
 */
final class SnapshotTotals {

    private final Map<String, String> summary;
    private final Runnable malformed;

    SnapshotTotals(Map<String, String> summary, Runnable malformed) {
        this.summary = summary;
        this.malformed = malformed;
    }

    OptionalLong get(String key) {
        String text = summary.get(key);
        if (text == null) {
            return OptionalLong.empty();
        }
        try {
            long value = Long.parseLong(text.trim());
            if (value >= 0) {
                return OptionalLong.of(value);
            }
        } catch (NumberFormatException e) {
            // Counted below like a negative figure; the text itself may be anything.
        }
        malformed.run();
        return OptionalLong.empty();
    }
}
