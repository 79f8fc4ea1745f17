package io.venturi.jdbc.tables;

import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a run is to leave out, beside what the collector leaves out anyway. Immutable.
 *
 * @param skipSchemas whole schemas
 * @param exclude tables, as {@code schema.table}
 */
public record RunRequest(Set<String> skipSchemas, Set<String> exclude) {

    /** Leaves nothing out. */
    public static final RunRequest ALL = new RunRequest(Set.of(), Set.of());

    /** Copies both, in order. */
    public RunRequest {
        skipSchemas = Collections.unmodifiableSet(new TreeSet<>(skipSchemas));
        exclude = Collections.unmodifiableSet(new TreeSet<>(exclude));
    }

    /**
     * A request as JSON has it: {@code {"skipSchemas": ["tmp"], "exclude": ["public.orders"]}}, either left out where there
     * is nothing to leave out. Names are as the catalogue has them, without SQL's quotes.
     *
     * @throws IllegalArgumentException if it is anything else, with the key, the value and the remedy
     */
    public static RunRequest parse(String json) {
        return RunRequestParser.parse(json);
    }
}
