package io.venturi.jdbc.store;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An administrative act.
 *
 * @param id its number; they ascend
 * @param type what was done, such as {@code runtime_offline}
 * @param details about it: text, booleans, numbers (Long, BigInteger or BigDecimal), null, and lists and maps of them
 * @param createdAt when it was recorded, by the database's clock
 */
public record MonitoringEvent(long id, String type, Map<String, @Nullable Object> details, Instant createdAt) {}
