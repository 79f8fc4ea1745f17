package io.venturi.jdbc.store.health;

/** How something is. */
public enum HealthStatus {
    /** All that reports is well. */
    HEALTHY,
    /** Somebody should look. */
    WARNING,
    /** Somebody must act. */
    CRITICAL,
    /** Nothing reports, or the database does not answer. */
    UNKNOWN
}
