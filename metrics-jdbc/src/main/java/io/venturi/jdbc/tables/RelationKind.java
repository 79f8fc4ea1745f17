package io.venturi.jdbc.tables;

/** What a relation is, of those that have rows. */
enum RelationKind {
    TABLE("r"),
    PARTITIONED("p"),
    FOREIGN("f"),
    VIEW("v"),
    MATERIALIZED_VIEW("m");

    private final String relkind;

    RelationKind(String relkind) {
        this.relkind = relkind;
    }

    static RelationKind of(String relkind) {
        for (RelationKind kind : values()) {
            if (kind.relkind.equals(relkind)) {
                return kind;
            }
        }
        throw new IllegalArgumentException("relkind '" + relkind + "' has no rows of its own");
    }

    /** Whether it is counted without being asked for by name: it has rows, and has them here. */
    boolean isUserTable() {
        return this == TABLE || this == PARTITIONED;
    }

    /** Whether what inherits from it is a table of its own, and must not be counted with it. */
    boolean countsAlone() {
        return this == TABLE || this == FOREIGN;
    }

    boolean canBeSampled() {
        return this == TABLE || this == PARTITIONED || this == MATERIALIZED_VIEW;
    }
}
