package io.venturi.jdbc.store;

/** PostgreSQL refuses a runtime's name: nothing of it can be stored, now or later. */
final class UnstorableRuntimeException extends Exception {

    private static final long serialVersionUID = 1;

    UnstorableRuntimeException(String message, Throwable cause) {
        super(message, cause);
    }

    UnstorableRuntimeException(String message) {
        super(message);
    }
}
