package io.venturi.examples.cdc;

/** A row that the lake must not get: no retry will help it. */
final class TransformException extends Exception {
    private static final long serialVersionUID = 1L;

    TransformException(String message) {
        super(message);
    }
}
