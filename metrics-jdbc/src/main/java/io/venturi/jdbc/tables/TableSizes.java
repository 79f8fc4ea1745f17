package io.venturi.jdbc.tables;

/**
 * What a table takes on disk, its partitions included, in bytes.
 *
 * @param total all of it: {@code pg_total_relation_size}
 * @param table without indexes: {@code pg_table_size}
 * @param index its indexes: {@code pg_indexes_size}
 */
public record TableSizes(long total, long table, long index) {}
