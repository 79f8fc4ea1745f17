package io.venturi.examples.tablecount;

import org.jspecify.annotations.Nullable;

/** A setting is missing or wrong. The message names it, its value unless that is secret, and the remedy. */
final class BadSettingException extends RuntimeException {

    private static final long serialVersionUID = 1;

    BadSettingException(@Nullable String message) {
        super(message);
    }
}
