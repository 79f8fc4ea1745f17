package io.venturi.http.api;

import java.io.IOException;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * A call whose route is found, and whose caller may make it.
 *
 * @param variables of its path, by name, not decoded
 * @param body what it carries
 * @param database where its turn is waited for
 */
record RoutedCall(ApiCall call, Map<String, String> variables, RequestBody body, Turns database) {

    /** Its parameters, of these names. */
    QueryParameters query(String... known) throws Refusal {
        return QueryParameters.parse(call.rawQuery(), Set.of(known));
    }

    String variable(String name) {
        return Objects.requireNonNull(variables.get(name), name);
    }

    /** Works at the database, once it is this call's turn, and makes the answer in it: few are in memory at a time. */
    ApiAnswer atDatabase(Turns.Work<ApiAnswer> work) throws SQLException, IOException, Refusal {
        return database.take(work);
    }
}
