package io.venturi.jdbc.store;

/** A query would have returned more than it allows: narrow it, or raise the limit. */
public final class QueryLimitException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** With what was asked for, the limit, and the remedy. */
    public QueryLimitException(String message) {
        super(message);
    }
}
