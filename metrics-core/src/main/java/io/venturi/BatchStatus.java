package io.venturi;

import java.util.Locale;

/** How an attempt to hand a batch on ended: the {@code status} label of {@code buffer_batches_total}. */
public enum BatchStatus {
    /** The batch was taken. */
    SUCCESS,
    /** The batch failed and will not be tried again. */
    ERROR,
    /** The batch failed and will be tried again. */
    RETRY;

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
