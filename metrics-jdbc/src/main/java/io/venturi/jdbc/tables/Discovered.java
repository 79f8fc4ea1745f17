package io.venturi.jdbc.tables;

import java.time.Instant;
import java.util.List;

/**
 * What there is in a database.
 *
 * @param at when, by the server's clock
 * @param server what the server is
 * @param relations its tables and the like
 */
record Discovered(Instant at, ServerState server, List<Relation> relations) {}
