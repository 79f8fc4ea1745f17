package io.venturi.examples.cdc;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What can be made to go wrong in the demo. All of it is real: a server that is killed, a commit that another one won. */
enum Fault {
    /** The writer is paused; changes go on. */
    WRITER_STOPPED,
    /** The PostgreSQL server is killed, with all its processes; it starts again when this is over. */
    DATABASE_KILLED,
    /** The disk is slow, and the shop has more customers than ever. */
    BUFFER_FILLED,
    /** The shop inserts items that the transform refuses; it corrects them when this is over. */
    POISON_EVENTS,
    /** The same, and the table of dead letters takes none. */
    DEAD_LETTERS_REFUSED,
    /** Another party commits to a table of the lake, over and over. */
    COMMIT_CONFLICTS,
    /** Most answers of the API are errors. */
    API_ERRORS,
    /** A table of the shop is truncated, once. */
    TABLE_TRUNCATED,
    /** Not a fault, but what must not look like one: nobody buys, and nobody calls. */
    QUIET;

    /** The name in commands: {@code writer-stopped}. */
    String command() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Optional<Fault> commanded(String command) {
        return Arrays.stream(values())
                .filter(fault -> fault.command().equals(command))
                .findFirst();
    }
}
