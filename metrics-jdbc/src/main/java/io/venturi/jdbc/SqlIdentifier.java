package io.venturi.jdbc;

/** Quotes identifiers for SQL: the only place that does. */
public final class SqlIdentifier {

    private SqlIdentifier() {}

    /**
     * An identifier as SQL takes it, whatever it is made of.
     *
     * @throws IllegalArgumentException if it is empty or contains NUL, which no identifier of PostgreSQL can
     */
    public static String quoted(String name) {
        if (name.isEmpty() || name.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(
                    "'" + name.replace("\0", "\\0") + "' cannot be an identifier: give a name without NUL");
        }
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
