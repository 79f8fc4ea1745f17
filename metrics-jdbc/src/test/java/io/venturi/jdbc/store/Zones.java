package io.venturi.jdbc.store;

import java.util.List;
import java.util.TimeZone;
import org.junit.jupiter.api.function.ThrowingConsumer;

/** Time zones that a JVM may have, and the driver gives its sessions. */
final class Zones {

    private static final List<String> ALL = List.of("UTC", "Europe/Paris", "Asia/Kolkata", "America/New_York");

    private Zones() {}

    static void each(ThrowingConsumer<String> work) throws Throwable {
        TimeZone before = TimeZone.getDefault();
        try {
            for (String zone : ALL) {
                TimeZone.setDefault(TimeZone.getTimeZone(zone));
                work.accept(zone);
            }
        } finally {
            TimeZone.setDefault(before);
        }
    }
}
