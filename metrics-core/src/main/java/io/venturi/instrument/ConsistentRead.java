package io.venturi.instrument;

import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One scrape, seen as one moment. Several series may be views of one state (the counters and the gauge that make up a
 * table's books); a registry reads them one after the other while recording goes on. Inside {@link #call}, each such
 * state is captured once, when its first series is read, so that its series add up in every scrape. Outside, each read
 * is live.
 *
 * <p>The registry must be read on the calling thread. Venturi's own endpoint does this; a host that serves {@code
 * registry.scrape()} itself wraps that call: {@code ConsistentRead.call(() -> registry.scrape())}.
 */
public final class ConsistentRead {

    // The only static state of the library: it lives for the length of one call, on one thread.
    private static final ThreadLocal<@Nullable Map<Object, Object>> CAPTURED = new ThreadLocal<>();

    private ConsistentRead() {}

    /** Runs {@code read}; a call inside a call joins the outer one. */
    public static <T extends @Nullable Object, X extends Exception> T call(ThrowingSupplier<T, X> read) throws X {
        if (CAPTURED.get() != null) {
            return read.get();
        }
        CAPTURED.set(new IdentityHashMap<>());
        try {
            return read.get();
        } finally {
            CAPTURED.remove();
        }
    }

    /**
     * The state that {@code owner} had when this read first asked for it, or its present state outside of {@link #call}.
     *
     * @param owner whose state it is, by identity; asked with the same kind of state each time
     * @param capture takes an immutable copy of the present state
     */
    @SuppressWarnings("unchecked") // one owner, one kind of state
    public static <S> S capture(Object owner, Supplier<S> capture) {
        Map<Object, Object> captured = CAPTURED.get();
        if (captured == null) {
            return capture.get();
        }
        Object state = captured.get(owner);
        if (state == null) {
            state = capture.get();
            captured.put(owner, state);
        }
        return (S) state;
    }
}
