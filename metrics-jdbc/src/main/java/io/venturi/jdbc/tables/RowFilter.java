package io.venturi.jdbc.tables;

/**
 * Rows to count beside all rows.
 *
 * @param name what they are called: the label's value
 * @param tables which tables have them
 * @param predicate the host's SQL, to follow WHERE
 */
record RowFilter(String name, TablePattern tables, String predicate) {}
