package io.venturi.jdbc.store;

import java.util.List;

/** Samples that cannot be stored, for which none of their batch is: says which and why. */
public final class RefusedSamplesException extends Exception {

    private static final long serialVersionUID = 1L;

    // Exceptions are serializable by descent only: nobody stores these.
    private final transient List<Refused> refused;

    /**
     * A sample that cannot be stored.
     *
     * @param index its place in the batch, from 0
     * @param field what of it: {@code name}, {@code labels}, {@code time}, or {@code sample} where it is not known
     * @param reason why, and what to do about it
     */
    public record Refused(int index, String field, String reason) {}

    RefusedSamplesException(List<Refused> refused, Throwable cause) {
        this(refused);
        initCause(cause);
    }

    RefusedSamplesException(List<Refused> refused) {
        super("samples[" + refused.get(0).index() + "]." + refused.get(0).field() + ": "
                + refused.get(0).reason());
        this.refused = List.copyOf(refused);
    }

    /** The first of them, in their order; not empty. */
    public List<Refused> refused() {
        return refused;
    }
}
