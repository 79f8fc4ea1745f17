package io.venturi;

import java.util.Locale;

/** Why a commit failed: the {@code reason} label of {@code iceberg_commit_failures_total}. */
public enum CommitFailure {
    /** Another commit was faster ({@code CommitFailedException}). */
    CONFLICT,
    /** The commit contradicts what the table has become ({@code ValidationException}). */
    VALIDATION,
    /** Nobody knows whether it landed ({@code CommitStateUnknownException}). */
    UNKNOWN_STATE,
    /** Anything else. */
    ERROR;

    private static final String ICEBERG_EXCEPTIONS = "org.apache.iceberg.exceptions.";

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The reason behind an exception of Iceberg's, by the name of its class or of one that it extends, so that Iceberg need
     * not be on the class path. The exception itself speaks before its causes.
     */
    public static CommitFailure of(Throwable failure) {
        for (Throwable cause : Causes.of(failure)) {
            CommitFailure reason = ofClass(cause.getClass());
            if (reason != ERROR) {
                return reason;
            }
        }
        return ERROR;
    }

    private static CommitFailure ofClass(Class<?> type) {
        for (Class<?> known = type; known != null; known = known.getSuperclass()) {
            switch (known.getName()) {
                case ICEBERG_EXCEPTIONS + "CommitFailedException" -> {
                    return CONFLICT;
                }
                case ICEBERG_EXCEPTIONS + "CommitStateUnknownException" -> {
                    return UNKNOWN_STATE;
                }
                case ICEBERG_EXCEPTIONS + "ValidationException" -> {
                    return VALIDATION;
                }
                default -> {}
            }
        }
        return ERROR;
    }
}
