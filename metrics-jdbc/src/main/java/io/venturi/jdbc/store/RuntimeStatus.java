package io.venturi.jdbc.store;

import java.util.Locale;

/** What a component is ready for. */
public enum RuntimeStatus {
    /** It takes work. */
    READY,
    /** It is there, and has all the work that it can do. */
    BUSY,
    /** It has ended, or nothing was heard of it. */
    OFFLINE;

    /** As the relation has it. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    static RuntimeStatus of(String label) {
        return valueOf(label.toUpperCase(Locale.ROOT));
    }
}
