package io.venturi.jdbc.store.export;

import java.util.List;

/**
 * How what a receiver has differs from what is stored.
 *
 * @param compared samples that should be there
 * @param missing of them, those that are not
 * @param different of them, those that have another value
 * @param unexpected samples that should not be there: at other times, or a second one at the same time
 * @param first what the first few differences are, in words
 */
public record ExportComparison(long compared, long missing, long different, long unexpected, List<String> first) {

    /** An immutable copy. */
    public ExportComparison {
        first = List.copyOf(first);
    }

    /** Whether there is no difference. */
    public boolean isEqual() {
        return missing == 0 && different == 0 && unexpected == 0;
    }
}
