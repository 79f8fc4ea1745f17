package io.venturi.jdbc.store;

import java.util.function.LongSupplier;
import org.slf4j.Logger;

/** Warns of what may go wrong again and again, at most once a minute. Thread-safe. */
final class MinuteLog {

    private final Logger log;
    private final OncePerMinute pace;

    MinuteLog(Logger log, LongSupplier nanoTime) {
        this.log = log;
        this.pace = new OncePerMinute(nanoTime);
    }

    void warn(String message, Exception cause) {
        if (pace.allows()) {
            log.warn("{} (logged at most once a minute)", message, cause);
        } else {
            log.debug(message, cause);
        }
    }
}
