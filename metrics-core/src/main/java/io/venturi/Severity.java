package io.venturi;

import java.util.Locale;

/** How bad an issue of a worker is: the {@code severity} label of {@code worker_issues_total}. */
public enum Severity {
    /** Worth knowing. */
    INFO,
    /** Worth looking at. */
    WARNING,
    /** Something failed. */
    ERROR,
    /** The worker cannot go on. */
    CRITICAL;

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
