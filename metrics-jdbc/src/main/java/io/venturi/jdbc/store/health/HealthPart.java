package io.venturi.jdbc.store.health;

/** What has a health. */
public enum HealthPart {
    /** The worst of the others. */
    OVERALL,
    /** Queues, by what is stuck in them. */
    QUEUES,
    /** Processing, by its errors and by when something was processed last. */
    PROCESSING,
    /** Workers, by their heartbeats and unresolved issues. */
    WORKERS
}
