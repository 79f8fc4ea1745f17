package io.venturi.jdbc.store;

/** Bytes are no batch, or not all of one, or not what was written. */
final class UnreadableBatchException extends Exception {

    private static final long serialVersionUID = 1;

    UnreadableBatchException(String message) {
        super(message);
    }

    UnreadableBatchException(String message, Throwable cause) {
        super(message, cause);
    }
}
