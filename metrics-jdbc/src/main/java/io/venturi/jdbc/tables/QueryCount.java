package io.venturi.jdbc.tables;

/** Asks a query of the host's. */
final class QueryCount extends CountStrategy {

    private final String sql;

    QueryCount(String sql) {
        if (sql.isBlank()) {
            throw new IllegalArgumentException(
                    "query is '" + sql + "': give SQL that returns one number, or use CountStrategy.exact()");
        }
        this.sql = sql;
    }

    @Override
    CountMethod method() {
        return CountMethod.QUERY;
    }

    @Override
    boolean usesFacts() {
        return false;
    }

    @Override
    RowCount count(TableTurn turn) throws UncountableException {
        return turn.query(sql);
    }

    @Override
    public String toString() {
        return "query(" + sql + ')';
    }
}
