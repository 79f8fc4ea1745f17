package io.venturi.jdbc.store.health;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * What {@code get_system_health()} says.
 *
 * @param timestamp when it was found out, by the database's clock
 * @param statuses of each part
 * @param document the whole answer as JSON; none where the database did not answer
 */
public record SystemHealth(Instant timestamp, Map<HealthPart, HealthStatus> statuses, Optional<String> document) {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    /** An immutable copy; a part that has no status is unknown. */
    public SystemHealth {
        Map<HealthPart, HealthStatus> all = new EnumMap<>(HealthPart.class);
        for (HealthPart part : HealthPart.values()) {
            all.put(part, statuses.getOrDefault(part, HealthStatus.UNKNOWN));
        }
        statuses = Collections.unmodifiableMap(all);
    }

    /**
     * Asks once, for 10 s at most.
     *
     * @param schema which {@link io.venturi.jdbc.MetricsSchema#install} has made
     * @throws SQLException if the database cannot be asked: then nothing is known
     */
    public static SystemHealth read(DataSource source, String schema) throws SQLException {
        return new HealthReader(source, schema, TIMEOUT).read();
    }

    /** Where nothing is known, as of a time. */
    static SystemHealth unknown(Instant time) {
        return new SystemHealth(time, Map.of(), Optional.empty());
    }

    /** The status of a part. */
    public HealthStatus status(HealthPart part) {
        return statuses.getOrDefault(part, HealthStatus.UNKNOWN);
    }

    /** The status of all together. */
    public HealthStatus overall() {
        return status(HealthPart.OVERALL);
    }
}
