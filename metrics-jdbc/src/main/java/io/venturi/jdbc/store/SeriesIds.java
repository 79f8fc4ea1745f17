package io.venturi.jdbc.store;

import io.venturi.jdbc.SchemaTransactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.IntFunction;

/** The ids of runtimes and series: remembered, or else asked for in short transactions. Not thread-safe. */
final class SeriesIds {

    /** How many series are asked for at once. */
    private static final int CHUNK = 5_000;

    private final SchemaTransactions transactions;
    private final RuntimeRelation runtimes;
    private final SeriesRelation relation;
    private final SeriesCache cache;
    private final RefusalLog log;
    /** The server's clock when it was last heard of: seconds since 1970. */
    private long now;

    /** Remembers at most so many series. */
    SeriesIds(SchemaTransactions transactions, int limit, RefusalLog log) {
        this.transactions = transactions;
        this.runtimes = new RuntimeRelation(transactions);
        this.relation = new SeriesRelation(transactions);
        this.cache = new SeriesCache(limit);
        this.log = log;
    }

    /** Tells the server's time. */
    void now(long second) {
        now = second;
    }

    /** Forgets all. */
    void clear() {
        cache.clear();
    }

    /** The ids that a batch is stored under; what has none is given one. */
    BatchIds of(SampleBatch batch) throws SQLException, UnstorableRuntimeException {
        KnownRuntime runtime = runtime(batch.runtime());
        List<Sample> samples = batch.samples();
        List<DistributionSample> distributions = batch.distributions();
        Unknown unknown = new Unknown(runtime);
        long[] sampleIds = unknown.idsOf(samples.size(), i -> samples.get(i).series());
        long[] distributionIds =
                unknown.idsOf(distributions.size(), i -> distributions.get(i).series());
        if (!unknown.ids.isEmpty()) {
            unknown.ask();
            unknown.fill(sampleIds, i -> samples.get(i).series());
            unknown.fill(distributionIds, i -> distributions.get(i).series());
            cache.trim();
        }
        return new BatchIds(runtime.id(), runtime.installation(), now, sampleIds, distributionIds);
    }

    private KnownRuntime runtime(RuntimeKey key) throws SQLException, UnstorableRuntimeException {
        KnownRuntime known = cache.runtime(key);
        if (known == null) {
            known = runtimes.of(key);
            cache.put(key, known);
            now = known.readAt();
        }
        return known;
    }

    /** Series of a batch that are to be asked for. */
    private final class Unknown {
        private static final long PENDING = KnownSeries.NONE + 1;

        private final KnownRuntime runtime;
        private final Map<MetricSeries, Long> ids = new HashMap<>();
        private final List<MetricSeries> places = new ArrayList<>();

        Unknown(KnownRuntime runtime) {
            this.runtime = runtime;
        }

        long[] idsOf(int size, IntFunction<MetricSeries> series) {
            long[] found = new long[size];
            for (int i = 0; i < size; i++) {
                MetricSeries each = series.apply(i);
                KnownSeries known = runtime.series(each);
                found[i] = known == null || known.isStale(each, now) ? pending(each) : known.id();
            }
            return found;
        }

        private long pending(MetricSeries series) {
            if (!series.isStorable()) {
                remember(series, KnownSeries.NONE);
            } else if (ids.putIfAbsent(series, PENDING) == null) {
                places.add(series);
            }
            return PENDING;
        }

        private void remember(MetricSeries series, long id) {
            ids.put(series, id);
            runtime.put(series, KnownSeries.of(series, id, now));
        }

        void ask() throws SQLException {
            for (int from = 0; from < places.size(); from += CHUNK) {
                List<MetricSeries> chunk = places.subList(from, Math.min(from + CHUNK, places.size()));
                long[] found = SeriesIds.this.ask(runtime.id(), chunk);
                for (int i = 0; i < found.length; i++) {
                    remember(chunk.get(i), found[i]);
                }
            }
        }

        void fill(long[] into, IntFunction<MetricSeries> series) {
            for (int i = 0; i < into.length; i++) {
                if (into[i] == PENDING) {
                    into[i] = ids.getOrDefault(series.apply(i), KnownSeries.NONE);
                }
            }
        }
    }

    private long[] ask(UUID runtimeId, List<MetricSeries> series) throws SQLException {
        try {
            return transactions.write(connection -> relation.ids(connection, runtimeId, series));
        } catch (SQLException e) {
            if (!SqlFailure.isAboutData(e)) {
                throw e;
            }
            return transactions.write(connection -> askForEachThatCanBeStored(connection, runtimeId, series));
        }
    }

    private long[] askForEachThatCanBeStored(Connection connection, UUID runtimeId, List<MetricSeries> series)
            throws SQLException {
        long[] ids = new long[series.size()];
        Arrays.fill(ids, KnownSeries.NONE);
        List<Integer> refused = new ArrayList<>();
        Halving.store(
                connection,
                ids.length,
                (from, to) -> {
                    long[] some = relation.ids(connection, runtimeId, series.subList(from, to));
                    System.arraycopy(some, 0, ids, from, some.length);
                },
                (place, cause) -> refused.add(place));
        Halving.store(
                connection,
                refused.size(),
                (from, to) -> {
                    for (int place : refused.subList(from, to)) {
                        List<MetricSeries> one = List.of(undescribed(series.get(place)));
                        ids[place] = relation.ids(connection, runtimeId, one)[0];
                    }
                },
                (index, cause) -> log.refused(series.get(refused.get(index)), SqlFailure.describe(cause)));
        return ids;
    }

    /** The description may be all that is refused. */
    private static MetricSeries undescribed(MetricSeries series) {
        return MetricSeries.of(series.name(), series.type(), series.labels());
    }
}
