package io.venturi.jdbc;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a client's connection is doing: the bounded {@code state} of {@code db_connections}. */
enum SessionState {
    /** Not authenticated yet. */
    STARTING("starting"),
    ACTIVE("active"),
    IDLE("idle"),
    IDLE_IN_TRANSACTION("idle in transaction"),
    IDLE_IN_TRANSACTION_ABORTED("idle in transaction (aborted)"),
    FASTPATH_FUNCTION_CALL("fastpath function call"),
    /** Does not say, as {@code track_activities} is off for it. */
    DISABLED("disabled"),
    /** A state that this version of Venturi does not know. */
    OTHER(""),
    /** The polling role may not see it: it is not a member of {@code pg_read_all_stats} or {@code pg_monitor}. */
    HIDDEN("");

    private final String name;

    SessionState(String name) {
        this.name = name;
    }

    /** The state that PostgreSQL calls so. Before version 18, a session that starts has none. */
    static SessionState of(@Nullable String name) {
        if (name == null) {
            return STARTING;
        }
        for (SessionState state : values()) {
            if (state.name.equals(name)) {
                return state;
            }
        }
        return OTHER;
    }

    /** The label's value: lower case. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
