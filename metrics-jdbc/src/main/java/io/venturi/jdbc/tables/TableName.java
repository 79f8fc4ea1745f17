package io.venturi.jdbc.tables;

import io.venturi.jdbc.SqlIdentifier;

/**
 * A table in its schema, with their names as the catalogue of PostgreSQL has them: not quoted, in their own case.
 *
 * @param schema the schema
 * @param table the table
 */
public record TableName(String schema, String table) implements Comparable<TableName> {

    /** The name as SQL takes it. */
    String quoted() {
        return SqlIdentifier.quoted(schema) + '.' + SqlIdentifier.quoted(table);
    }

    /** {@code schema.table}, as labels have it. */
    public String qualified() {
        return schema + '.' + table;
    }

    @Override
    public int compareTo(TableName other) {
        int bySchema = schema.compareTo(other.schema);
        return bySchema != 0 ? bySchema : table.compareTo(other.table);
    }

    @Override
    public String toString() {
        return qualified();
    }
}
