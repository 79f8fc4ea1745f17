package io.venturi.instrument;

import org.jspecify.annotations.Nullable;

/**
 * Something that yields a value or fails.
 *
 * @param <T> what it yields
 * @param <X> how it may fail
 */
@FunctionalInterface
public interface ThrowingSupplier<T extends @Nullable Object, X extends Exception> {

    /** Yields the value. */
    T get() throws X;
}
