package io.venturi.instrument;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An option of a builder: a value that is given once, or else its default, if it has one. Not thread-safe.
 *
 * @param <T> the option's type
 */
public final class Once<T> {

    private final String option;
    private final @Nullable T byDefault;
    private @Nullable T given;

    /** An option with a default. */
    public Once(String option, T byDefault) {
        this.option = option;
        this.byDefault = byDefault;
    }

    /** An option that may be left out. */
    public Once(String option) {
        this.option = option;
        this.byDefault = null;
    }

    /**
     * Takes the value.
     *
     * @throws IllegalArgumentException if it is null
     * @throws IllegalStateException if there is one already
     */
    public void set(@Nullable T value) {
        if (value == null) {
            throw new IllegalArgumentException(
                    option + " is null; leave the call out to keep the default, " + byDefault);
        }
        if (given != null) {
            throw new IllegalStateException(
                    option + " is set already, to " + given + "; remove the call that sets it to " + value);
        }
        given = value;
    }

    /** What was given, or the default. */
    public T get() {
        return Objects.requireNonNull(given == null ? byDefault : given, option);
    }

    /** What was given. */
    public Optional<T> given() {
        return Optional.ofNullable(given);
    }
}
