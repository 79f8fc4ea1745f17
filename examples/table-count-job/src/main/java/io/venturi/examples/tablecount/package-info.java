/** Counts the tables of a PostgreSQL database once and pushes the figures: a job for a scheduler. */
@NullMarked
package io.venturi.examples.tablecount;

import org.jspecify.annotations.NullMarked;
