package io.venturi.http.api;

import java.io.IOException;
import java.sql.SQLException;

/**
 * A call that the API answers.
 *
 * @param template its path, with variables in braces
 * @param permission what a caller needs
 */
record Route(String method, String template, ApiPermission permission, Answering answering) {

    /** Answers a call. */
    @FunctionalInterface
    interface Answering {
        ApiAnswer answer(RoutedCall call) throws IOException, SQLException, Refusal;
    }

    static Route read(String template, Answering answering) {
        return new Route("GET", template, ApiPermission.READ, answering);
    }

    static Route write(String method, String template, Answering answering) {
        return new Route(method, template, ApiPermission.WRITE, answering);
    }
}
