package io.venturi.jdbc;

import io.micrometer.core.instrument.Clock;
import io.venturi.instrument.LabelLimit;
import io.venturi.instrument.Once;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/** What can be chosen of meters that are polled. Each refusal names the option, the value and the remedy. */
final class PollOptions {

    private static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(30);
    private static final Duration DEFAULT_STATEMENT_TIMEOUT = Duration.ofSeconds(10);
    /** Two polls may fail before a figure is too old. */
    private static final int STALE_INTERVALS = 3;

    private final String labelOption;
    private final Once<String> label;
    private final Once<Duration> interval = new Once<>("interval", DEFAULT_INTERVAL);
    private final Once<Duration> statementTimeout = new Once<>("statementTimeout", DEFAULT_STATEMENT_TIMEOUT);
    private final Once<Duration> staleAfter = new Once<>("staleAfter");
    private final Once<Clock> clock = new Once<>("clock");
    private final Once<ScheduledExecutorService> executor = new Once<>("executor");

    PollOptions(String labelOption) {
        this.labelOption = labelOption;
        this.label = new Once<>(labelOption);
    }

    void label(@Nullable String value) {
        if (value == null || value.isBlank() || value.length() > LabelLimit.MAX_LENGTH) {
            throw new IllegalArgumentException(labelOption + " is '" + value + "'; give a name of 1 to "
                    + LabelLimit.MAX_LENGTH + " characters, such as 'orders-db'");
        }
        label.set(value);
    }

    void interval(@Nullable Duration value) {
        interval.set(positive("interval", value));
    }

    void statementTimeout(@Nullable Duration value) {
        statementTimeout.set(positive("statementTimeout", value));
    }

    void staleAfter(@Nullable Duration value) {
        staleAfter.set(positive("staleAfter", value));
    }

    void clock(Clock value) {
        clock.set(value);
    }

    void executor(ScheduledExecutorService value) {
        executor.set(value);
    }

    String label() {
        return label.given()
                .orElseThrow(() -> new IllegalStateException(labelOption
                        + " is not set: name what the figures are of, such as " + labelOption + "(\"orders-db\")"));
    }

    Duration interval() {
        return interval.get();
    }

    Duration statementTimeout() {
        return statementTimeout.get();
    }

    Duration staleAfter() {
        Duration age = staleAfter.given().orElseGet(() -> interval().multipliedBy(STALE_INTERVALS));
        if (age.compareTo(interval()) < 0) {
            throw new IllegalStateException("staleAfter is " + age + ", shorter than the interval, " + interval()
                    + ": figures would come and go; give a longer one");
        }
        return age;
    }

    Clock clockOr(Clock byDefault) {
        return clock.given().orElse(byDefault);
    }

    @Nullable
    ScheduledExecutorService executor() {
        return executor.given().orElse(null);
    }

    /** Whole milliseconds are what the server takes; 0 would mean no limit to it. */
    private static Duration positive(String option, @Nullable Duration value) {
        if (value == null || value.toMillis() < 1) {
            throw new IllegalArgumentException(
                    option + " is " + value + "; give a positive duration of at least 1 ms, such as PT30S");
        }
        return value;
    }
}
