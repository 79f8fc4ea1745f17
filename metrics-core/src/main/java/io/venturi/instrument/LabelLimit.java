package io.venturi.instrument;

import java.util.Set;

/**
 * How many values a label may take: where {@code allowed} is not empty, only those; of them, the first {@code
 * maxValues} that are asked for. Every other value shares {@link #OTHER}.
 *
 * @param maxValues how many values get a series of their own, at least 1
 * @param allowed the values that may have one; empty: any
 */
public record LabelLimit(int maxValues, Set<String> allowed) {

    /** The value that stands for all values beyond the limit, and for one that the host did not give. */
    public static final String OTHER = "_other";

    /** The longest value that is taken, in UTF-16 units. */
    public static final int MAX_LENGTH = 256;

    /** How many values an open label may take unless the host says otherwise. */
    public static final int DEFAULT_MAX_VALUES = 500;

    /** Copies {@code allowed}. */
    public LabelLimit {
        if (maxValues < 1) {
            throw new IllegalArgumentException("maxValues is " + maxValues + "; give at least 1");
        }
        allowed = Set.copyOf(allowed);
    }

    /** The first {@code maxValues} values, whichever they are. */
    public static LabelLimit first(int maxValues) {
        return new LabelLimit(maxValues, Set.of());
    }

    boolean allows(String value) {
        return allowed.isEmpty() || allowed.contains(value);
    }
}
