package io.venturi.jdbc.tables;

/**
 * A table or the like that discovery found.
 *
 * @param oid the server's number of it
 * @param name its name
 * @param kind what it is
 * @param readable whether the role may read it, and this server can
 * @param weight how large it is taken to be, in rows; 0 where nobody knows
 */
record Relation(long oid, TableName name, RelationKind kind, boolean readable, double weight) {

    /** It, and only it, after FROM. */
    String from() {
        return (kind.countsAlone() ? "ONLY " : "") + name.quoted();
    }
}
