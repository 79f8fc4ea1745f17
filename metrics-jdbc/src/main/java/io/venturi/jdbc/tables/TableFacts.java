package io.venturi.jdbc.tables;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the server knows of a table without counting it.
 *
 * @param at when, by its clock
 * @param estimate how many rows it takes the table to have; null where it does not know
 * @param pages how many pages the table has
 * @param locked whether another session was about to change it, so that nothing was asked
 * @param sizes its size; null where it was not asked for, or is locked
 * @param vacuumedAt when the last of its parts was vacuumed; null where one never was, or nobody remembers
 */
record TableFacts(
        Instant at,
        @Nullable Long estimate,
        long pages,
        boolean locked,
        @Nullable TableSizes sizes,
        @Nullable Instant vacuumedAt) {}
