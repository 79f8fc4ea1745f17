package io.venturi.jdbc.store.history;

import io.venturi.jdbc.SchemaTransactions;
import io.venturi.jdbc.store.MetricQuery;
import io.venturi.jdbc.store.QueryLimitException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import javax.sql.DataSource;

/**
 * Reads what histograms and summaries saw: any quantile over any time, of each series or of all that match together. Quantiles come
 * from merged sketches; none is made of other quantiles.
 *
 * <pre>{@code
 * DistributionHistory distributions = new DistributionHistory(dataSource, "metrics");
 * MetricQuery month = MetricQuery.builder("pipeline_cdc_lag_seconds", monthAgo, now).label("table", "public.orders").build();
 * Distribution lag = distributions.merged(month).whole();
 * double p99 = lag.quantile(0.99); // seconds
 * }</pre>
 *
 * <p>Whole hours, days and weeks that are rolled up are read as such; ragged ends, and what is not rolled up yet, from raw records.
 * Where these are gone, and of what was never stored, {@link Distribution#gaps} tells. A step of a histogram belongs to the time at
 * which it ended. Each call is a read-only transaction of its own, which sees all of one moment; a standby will do. Thread-safe.
 */
public final class DistributionHistory {

    private static final String RAW = "metric_distribution";

    private final SchemaTransactions transactions;
    private final SeriesSelection selection;
    private final KeptTimesReader keptTimes;

    /** The history in this schema of the source's database. */
    public DistributionHistory(DataSource source, String schema) {
        this.transactions = new SchemaTransactions(source, schema);
        this.selection = new SeriesSelection(transactions);
        this.keptTimes = new KeptTimesReader(transactions);
    }

    /**
     * All series that match, as one; by steps if the query has any.
     *
     * @throws QueryLimitException if there are more series, steps, sketches or bytes than the query allows
     * @throws IllegalArgumentException if series of different units match: what they saw is not one distribution
     * @throws SQLException if the database cannot be asked, or the schema is not there
     */
    public MergedDistribution merged(MetricQuery query) throws SQLException {
        Steps steps = Steps.of(query);
        return transactions.withStatementLimit(query.timeout()).read(RAW, connection -> {
            List<DistributedSeries> series = selection.read(connection, query);
            BitSet seen = new BitSet(series.size());
            StepSketches sketches = new StepSketches(steps);
            SourcePlan plan =
                    read(connection, query, steps, series, (place, time, count, sum, max, sketch, damaged) -> {
                        seen.set(place);
                        sketches.add(time, count, sum, max, sketch, damaged);
                    });
            List<DistributedSeries> present =
                    seen.stream().mapToObj(series::get).toList();
            return new MergedDistribution(present.size(), unit(query, present), sketches.distributions(plan));
        });
    }

    /**
     * Each series that matches and has values in this time, or may have had some in a gap, ordered by their labels; by steps if the
     * query has any.
     *
     * @throws QueryLimitException if there are more series, sketches or bytes than the query allows, or more steps in all than values
     * @throws SQLException if the database cannot be asked, or the schema is not there
     */
    public List<SeriesDistribution> bySeries(MetricQuery query) throws SQLException {
        Steps steps = Steps.of(query);
        return transactions.withStatementLimit(query.timeout()).read(RAW, connection -> {
            List<DistributedSeries> series = selection.read(connection, query);
            steps.check(query, series.size());
            List<StepSketches> sketches =
                    series.stream().map(one -> new StepSketches(steps)).toList();
            SourcePlan plan = read(
                    connection, query, steps, series, (place, time, count, sum, max, sketch, damaged) -> sketches.get(
                                    place)
                            .add(time, count, sum, max, sketch, damaged));
            List<SeriesDistribution> found = new ArrayList<>();
            for (int i = 0; i < series.size(); i++) {
                if (plan.hasGaps() || !sketches.get(i).isEmpty()) {
                    DistributedSeries one = series.get(i);
                    found.add(new SeriesDistribution(
                            one.runtimeId(), one.series(), sketches.get(i).distributions(plan)));
                }
            }
            return List.copyOf(found);
        });
    }

    private SourcePlan read(
            Connection connection,
            MetricQuery query,
            Steps steps,
            List<DistributedSeries> series,
            SketchReader.Sink sink)
            throws SQLException {
        BucketSelection buckets = new BucketSelection(query.name(), series);
        KeptTimes kept = keptTimes.read(connection, steps.whole(), buckets);
        SourcePlan plan = SourcePlan.of(steps, kept);
        if (!series.isEmpty()) {
            new SketchReader(transactions, connection, query, series, buckets, sink).read(plan);
        }
        return plan;
    }

    /** One that does not say its unit goes with any. */
    private static Optional<String> unit(MetricQuery query, List<DistributedSeries> series) {
        SortedSet<String> units = new TreeSet<>();
        for (DistributedSeries one : series) {
            String unit = one.series().unit();
            if (unit != null) {
                units.add(unit);
            }
        }
        if (units.size() > 1) {
            throw new IllegalArgumentException(query + " matches series in " + String.join(" and ", units)
                    + ", which are not one distribution: ask for more labels, or for each series");
        }
        return units.stream().findFirst();
    }
}
