package io.venturi.instrument;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.IntFunction;

/**
 * Handles by place, from 0: each is made when it is first asked for, and kept. Thread-safe: a known handle costs an array
 * read; only a new one takes a lock.
 *
 * @param <H> the handle
 */
public final class IndexedHandles<H> {

    private final AtomicReferenceArray<H> handles;
    private final IntFunction<H> factory;

    /** So many handles, that {@code factory} makes from their places. */
    public IndexedHandles(int size, IntFunction<H> factory) {
        this.handles = new AtomicReferenceArray<>(size);
        this.factory = factory;
    }

    /** The handle at a place. Throws what the factory throws, and asks it again next time. */
    public H get(int index) {
        H known = handles.get(index);
        return known == null ? make(index) : known;
    }

    private synchronized H make(int index) {
        H known = handles.get(index);
        if (known == null) {
            known = factory.apply(index);
            handles.set(index, known);
        }
        return known;
    }
}
