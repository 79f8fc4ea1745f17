package io.venturi.jdbc.store;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A component as the registry has it; all times are the database's.
 *
 * @param id stays with the component type and name
 * @param componentType its kind, such as {@code worker_pool}
 * @param name its name among those
 * @param baseUrl where it can be reached
 * @param status as it said last, or offline where nothing was heard of it
 * @param labels that describe it
 * @param capabilities what it can do
 * @param capacity how much of it at once
 * @param facts about its process
 * @param lastHeartbeat when it was heard of last
 * @param createdAt when it was registered first
 * @param updatedAt when anything but the heartbeat changed
 */
public record RegisteredRuntime(
        UUID id,
        String componentType,
        String name,
        @Nullable String baseUrl,
        RuntimeStatus status,
        Map<String, @Nullable Object> labels,
        List<String> capabilities,
        @Nullable Integer capacity,
        Map<String, @Nullable Object> facts,
        Instant lastHeartbeat,
        Instant createdAt,
        Instant updatedAt) {}
