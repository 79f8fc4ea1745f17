package io.venturi.jdbc.store;

import io.micrometer.core.instrument.Clock;
import io.venturi.instrument.Once;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What can be chosen of a store. Each refusal names the option, the value and the remedy. */
final class StoreOptions {

    private static final Pattern COMPONENT_TYPE = Pattern.compile("[A-Za-z0-9_.-]{1,100}");
    private static final Pattern NAME = Pattern.compile("[^\\p{Cntrl}\\p{Cs}]{1,400}");
    private static final long LEAST_BYTES = 65_536;
    private static final Duration LONGEST = Duration.ofDays(365);

    private final Once<RuntimeKey> runtime = new Once<>("runtime");
    private final Once<Path> spoolDirectory = new Once<>("spoolDirectory");
    private final Once<Long> spoolBytes = new Once<>("spoolBytes", 1L << 30);
    private final Once<Duration> spoolAge = new Once<>("spoolAge", Duration.ofDays(7));
    private final Once<Long> memoryBytes = new Once<>("memoryBytes", 64L << 20);
    private final Once<Duration> closeTimeout = new Once<>("closeTimeout", Duration.ofSeconds(10));
    private final Once<Clock> clock = new Once<>("clock", Clock.SYSTEM);

    void runtime(@Nullable String componentType, @Nullable String name) {
        if (componentType == null || !COMPONENT_TYPE.matcher(componentType).matches()) {
            throw new IllegalArgumentException("componentType is '" + componentType
                    + "'; give 1 to 100 letters, digits, dots, hyphens and underscores, such as 'worker_pool'");
        }
        if (name == null || name.isBlank() || !NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("name of the runtime is '" + name
                    + "'; give 1 to 400 characters on one line, such as 'orders-pipeline-1'");
        }
        runtime.set(new RuntimeKey(componentType, name));
    }

    void spoolDirectory(@Nullable Path value) {
        spoolDirectory.set(value);
    }

    void spoolBytes(long value) {
        spoolBytes.set(bytes("spoolBytes", value));
    }

    void spoolAge(@Nullable Duration value) {
        spoolAge.set(positive("spoolAge", value));
    }

    void memoryBytes(long value) {
        memoryBytes.set(bytes("memoryBytes", value));
    }

    void closeTimeout(@Nullable Duration value) {
        closeTimeout.set(positive("closeTimeout", value));
    }

    void clock(@Nullable Clock value) {
        clock.set(value);
    }

    RuntimeKey runtime() {
        return runtime.given()
                .orElseThrow(
                        () -> new IllegalStateException(
                                "runtime is not set: name whose figures they are, such as runtime(\"worker_pool\", \"orders-1\")"));
    }

    Optional<Path> spoolDirectory() {
        if (spoolDirectory.given().isEmpty() && spoolBytes.given().isPresent()) {
            throw new IllegalStateException("spoolBytes is " + spoolBytes.get()
                    + ", but there is no spoolDirectory: give one, or limit the memory by memoryBytes");
        }
        return spoolDirectory.given();
    }

    long spoolBytes() {
        return spoolBytes.get();
    }

    Duration spoolAge() {
        return spoolAge.get();
    }

    long memoryBytes() {
        return memoryBytes.get();
    }

    Duration closeTimeout() {
        return closeTimeout.get();
    }

    Clock clock() {
        return clock.get();
    }

    private static long bytes(String option, long value) {
        if (value < LEAST_BYTES) {
            throw new IllegalArgumentException(option + " is " + value + "; give at least " + LEAST_BYTES);
        }
        return value;
    }

    private static Duration positive(String option, @Nullable Duration value) {
        if (value == null || value.compareTo(Duration.ofMillis(1)) < 0 || value.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    option + " is " + value + "; give a duration from 1 ms to a year, such as PT10S");
        }
        return value;
    }
}
