package io.venturi.jdbc.store;

import io.venturi.Severity;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with a worker, and not resolved yet.
 *
 * @param id its number
 * @param worker whose it is
 * @param type its kind, such as {@code stuck}
 * @param severity how bad it is
 * @param message what is wrong, in words
 * @param details about it, as of its last report: text, booleans, numbers (Long, BigInteger or BigDecimal), null, and lists
 *     and maps of them
 * @param createdAt when it was reported first, by the database's clock
 */
public record WorkerIssue(
        long id,
        String worker,
        String type,
        Severity severity,
        String message,
        Map<String, @Nullable Object> details,
        Instant createdAt) {}
