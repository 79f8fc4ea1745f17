package io.venturi.jdbc.store.health;

/**
 * A status that has changed.
 *
 * @param part whose
 * @param before what it was; at first, {@link HealthStatus#UNKNOWN}
 * @param now what it is
 * @param health all that is known now
 */
public record HealthChange(HealthPart part, HealthStatus before, HealthStatus now, SystemHealth health) {}
