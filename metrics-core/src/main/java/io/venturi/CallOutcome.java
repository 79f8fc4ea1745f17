package io.venturi;

import java.util.Locale;

/** How a call that the host made ended: the {@code outcome} label of {@code call_requests_total}. */
public enum CallOutcome {
    /** It was answered as hoped. */
    SUCCESS,
    /** It failed. */
    ERROR,
    /** It was not answered in time. */
    TIMEOUT,
    /** The other side asked to slow down. */
    RATE_LIMITED;

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
