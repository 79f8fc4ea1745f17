package io.venturi.jdbc.tables;

import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/**
 * Tables that another session is changing, or is about to: to count one would wait for it. Looked up for all at once, and
 * again when that is old; what happens in between the lock timeout catches. Thread-safe.
 */
final class LockedRelations {

    private static final Duration FRESH = Duration.ofSeconds(1);

    /** Waiting for the lock is as good as having it: whoever asks later queues behind. Partitions count with their root. */
    private static final String LOCKED = """
            SELECT DISTINCT coalesce(pg_partition_root(relation)::oid, relation)::bigint FROM pg_catalog.pg_locks
            WHERE mode = 'AccessExclusiveLock' AND relation IS NOT NULL
              AND database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())
            """;

    private final RunBounds bounds;
    private Set<Long> locked = Set.of();
    private long lookedAt;
    private boolean looked;

    LockedRelations(RunBounds bounds) {
        this.bounds = bounds;
    }

    synchronized boolean contains(Relation relation, CountSession session) throws UncountableException {
        if (!looked || bounds.since(lookedAt).compareTo(FRESH) >= 0) {
            locked = look(session);
            lookedAt = bounds.nanos();
            looked = true;
        }
        return locked.contains(relation.oid());
    }

    private Set<Long> look(CountSession session) throws UncountableException {
        return session.inTransaction((transaction, prologue) -> {
            session.begin(transaction, prologue);
            Set<Long> found = new HashSet<>();
            try (Statement statement = transaction.createStatement();
                    ResultSet result = bounds.cancellable(statement, () -> statement.executeQuery(LOCKED))) {
                while (result.next()) {
                    found.add(result.getLong(1));
                }
            }
            return found;
        });
    }
}
