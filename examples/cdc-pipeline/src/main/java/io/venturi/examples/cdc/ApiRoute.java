package io.venturi.examples.cdc;

import io.venturi.ApiEndpointMeters;

/**
 * A route of the API: its template is the label, never the path that a client sends.
 *
 * @param meters the handle, bound once
 * @param endpoint what answers
 */
record ApiRoute(ApiEndpointMeters meters, Endpoint endpoint) {

    /** What a client gets. */
    record Reply(int status, String body) {
        static Reply ok(String body) {
            return new Reply(200, body);
        }

        static Reply notFound(String what) {
            return new Reply(404, "{\"error\": \"" + what + " does not exist\"}");
        }
    }

    /** Answers for the table that the path names; the empty string where it names none. */
    @FunctionalInterface
    interface Endpoint {
        Reply answer(String table) throws Exception;
    }
}
