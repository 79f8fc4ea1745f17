package io.venturi.jdbc.store;

import io.venturi.jdbc.store.BatchTarget.Stored;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A target in memory, which stores each batch once, and fails as it is told to. */
final class StoredBatches implements BatchTarget {

    /** What happens instead of storing. */
    interface Failure {
        void happen() throws SQLException;
    }

    static final Failure AWAY = () -> {
        throw new SQLException("the database is away", "08006");
    };

    private final List<SampleBatch> batches = new ArrayList<>();
    private final Map<UUID, Long> last = new HashMap<>();
    private final Deque<Failure> failures = new ArrayDeque<>();
    private @Nullable Failure always;
    private int tries;

    @Override
    public Stored store(SampleBatch batch) throws SQLException {
        Failure failure = failure();
        if (failure != null) {
            failure.happen(); // not under the lock: it may take its time
        }
        synchronized (this) {
            if (last.getOrDefault(batch.incarnation(), 0L) < batch.seq()) {
                last.put(batch.incarnation(), batch.seq());
                batches.add(batch);
            }
            return new Stored(batch.size(), 0, 0);
        }
    }

    private synchronized @Nullable Failure failure() {
        tries++;
        Failure next = failures.poll();
        return next == null ? always : next;
    }

    /** Fails the next time. */
    synchronized StoredBatches fail(Failure failure) {
        failures.add(failure);
        return this;
    }

    /** Fails from now on, or no longer. */
    synchronized void always(@Nullable Failure failure) {
        always = failure;
    }

    synchronized int tries() {
        return tries;
    }

    synchronized List<SampleBatch> batches() {
        return List.copyOf(batches);
    }

    synchronized List<Double> values() {
        return batches.stream()
                .flatMap(batch -> batch.samples().stream())
                .map(Sample::value)
                .toList();
    }
}
