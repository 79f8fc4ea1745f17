/**
 * What Venturi does with a PostgreSQL database: it meters it, and keeps metrics in it. Row counts are in {@link
 * io.venturi.jdbc.tables}.
 */
@NullMarked
package io.venturi.jdbc;

import org.jspecify.annotations.NullMarked;
