package io.venturi.jdbc.store.export;

import io.venturi.jdbc.SchemaTransactions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Makes sources of the series that are stored. */
final class SourceCatalog {

    private static final String TOTAL = "_total";
    private static final List<String> PARTS = List.of("_count", "_sum");
    private static final Set<String> OF_HISTOGRAMS = Set.of("le");
    private static final int FETCH = 1_000;

    private final String sql;
    private final TargetLabels labels;

    SourceCatalog(SchemaTransactions transactions, TargetLabels labels) {
        this.sql = StoredSeries.sql(
                transactions.relation("metric_series"),
                transactions.relation("runtime"),
                transactions.relation("metric_distribution"));
        this.labels = labels;
    }

    /** All sources as of a time, in the order of their keys. */
    List<Source> read(Connection connection, Instant until) throws SQLException {
        Draft draft = new Draft();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, Times.bound(until));
            statement.setFetchSize(FETCH);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    draft.add(StoredSeries.read(row));
                }
            }
        }
        return draft.sources();
    }

    /** Sources that are being put together. */
    private final class Draft {

        private final SortedMap<String, List<StoredSeries>> singles = new TreeMap<>();
        private final SortedMap<String, List<StoredSeries>> histograms = new TreeMap<>();
        private final Map<String, Labelled> series = new TreeMap<>();
        private final Set<String> names = new HashSet<>();

        void add(StoredSeries stored) {
            String name = PrometheusText.metricName(stored.name());
            Set<String> reserved = stored.distributed() ? OF_HISTOGRAMS : Set.of();
            Labelled labelled =
                    new Labelled(name, labels.of(stored.labels(), stored.componentType(), stored.runtime(), reserved));
            String key = labelled.toString();
            series.putIfAbsent(key, labelled);
            names.add(name);
            (stored.distributed() ? histograms : singles)
                    .computeIfAbsent(key, unknown -> new ArrayList<>())
                    .add(stored);
        }

        List<Source> sources() {
            SortedMap<String, Source> sources = new TreeMap<>();
            histograms.forEach((key, stored) -> sources.put(key, histogram(key, stored)));
            singles.forEach((key, stored) -> sources.put(key, single(key, stored)));
            return List.copyOf(sources.values());
        }

        /** With the single series of its count and sum, which the running sums replace. */
        private Source histogram(String key, List<StoredSeries> stored) {
            Labelled histogram = labelled(key);
            List<Long> samples = new ArrayList<>(ids(singles.getOrDefault(key, List.of())));
            singles.remove(key);
            for (String part : PARTS) {
                for (StoredSeries one : stored) {
                    String partKey = new Labelled(
                                    histogram.name() + part,
                                    labels.of(one.labels(), one.componentType(), one.runtime(), Set.of()))
                            .toString();
                    List<StoredSeries> replaced = singles.remove(partKey);
                    samples.addAll(ids(replaced == null ? List.of() : replaced));
                }
            }
            StoredSeries first = stored.get(0);
            return new Source(
                    histogram,
                    key,
                    FamilyType.HISTOGRAM,
                    histogram.name(),
                    first.unit(),
                    first.help(),
                    samples,
                    ids(stored));
        }

        private Source single(String key, List<StoredSeries> stored) {
            Labelled single = labelled(key);
            StoredSeries first = stored.get(0);
            FamilyType type = type(single.name(), stored);
            String family = type == FamilyType.COUNTER ? withoutTotal(single.name()) : single.name();
            return new Source(single, key, type, family, first.unit(), first.help(), ids(stored), List.of());
        }

        private Labelled labelled(String key) {
            Labelled found = series.get(key);
            if (found == null) {
                throw new IllegalStateException(key + " is not known");
            }
            return found;
        }

        /** OpenMetrics knows no counter without {@code _total}, and no two families of one name. */
        private FamilyType type(String name, List<StoredSeries> stored) {
            return switch (stored.get(0).type()) {
                case "gauge" -> FamilyType.GAUGE;
                case "counter" ->
                    name.endsWith(TOTAL) && name.length() > TOTAL.length() && !names.contains(withoutTotal(name))
                            ? FamilyType.COUNTER
                            : FamilyType.UNKNOWN;
                default -> FamilyType.UNKNOWN;
            };
        }
    }

    private static String withoutTotal(String name) {
        return name.substring(0, name.length() - TOTAL.length());
    }

    private static List<Long> ids(List<StoredSeries> stored) {
        return stored.stream().map(StoredSeries::id).toList();
    }
}
