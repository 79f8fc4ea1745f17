package io.venturi.instrument;

import java.util.Locale;

/** Why a recording was clamped, dropped or failed: the bounded {@code reason} of {@code meters_invalid_total}. */
public enum Problem {
    /** A count, size, duration or time that is below zero, or 0 where there must be one: dropped. */
    NEGATIVE,
    /** A count that no event can have, or more than a plain histogram is made to take at once: dropped. */
    TOO_LARGE,
    /** A label value or argument that is missing: went to {@code _other}, or was dropped. */
    MISSING_VALUE,
    /** A label value that is longer than {@link LabelLimit#MAX_LENGTH}: went to {@code _other}. */
    TOO_LONG,
    /** A recording into a handle that is closed: dropped. */
    CLOSED,
    /** A state change that is not allowed, such as leaving FAILED without a restart: ignored. */
    ILLEGAL_STATE,
    /** Text that should have been a number: skipped. */
    NOT_A_NUMBER,
    /** A function of the host threw when a scrape asked it: NaN, or a counter's last value. */
    FUNCTION_FAILED,
    /** A query whose answer a figure is failed: the last answer stands until it is too old, then NaN or no series. */
    QUERY_FAILED,
    /** The registry had a gauge or function counter of that name and labels already: hidden, or NaN. */
    ALREADY_REGISTERED,
    /** The registry refused the meter; it will not be seen. */
    REGISTRATION_FAILED,
    /** The registry threw while recording. */
    RECORDING_FAILED;

    /** The label's value. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
