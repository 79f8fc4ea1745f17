package io.venturi.http;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An option of a builder: a value that is given once, or else its default, if it has one. */
final class Once<T> {

    private final String option;
    private final @Nullable T byDefault;
    private @Nullable T given;

    Once(String option, T byDefault) {
        this.option = option;
        this.byDefault = byDefault;
    }

    Once(String option) {
        this.option = option;
        this.byDefault = null;
    }

    void set(T value) {
        if (given != null) {
            throw new IllegalStateException(
                    option + " is set already, to " + given + "; remove the call that sets it to " + value);
        }
        given = value;
    }

    /** What was given, or the default. */
    T get() {
        return Objects.requireNonNull(given == null ? byDefault : given, option);
    }

    /** What was given. */
    Optional<T> given() {
        return Optional.ofNullable(given);
    }
}
