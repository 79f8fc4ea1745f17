package io.venturi.jdbc.store;

import io.venturi.jdbc.SchemaTransactions;
import io.venturi.jdbc.store.RefusedSamplesException.Refused;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * Stores samples that come from elsewhere while their sender waits: all of a batch or none, and committed when it returns. For a process's
 * own figures there is {@link MetricStore}, which takes them at once and stores them later.
 *
 * <pre>{@code
 * SampleWriter writer = new SampleWriter(dataSource, "metrics");
 * boolean known = writer.write(runtimeId, List.of(new Sample(series, Instant.now(), 42)));
 * }</pre>
 *
 * Takes one connection at a time for each call. Thread-safe.
 */
public final class SampleWriter {

    /** Partitions that somebody drops again and again, and others in the way. */
    private static final int ATTEMPTS = 4;

    private static final int MAX_NAME_BYTES = 1_000;
    private static final int MAX_REFUSED = 10;

    private final Partitions partitions;
    private final SampleTransaction transaction;

    /** A writer into this schema, which {@link io.venturi.jdbc.MetricsSchema#install} has made. */
    public SampleWriter(DataSource source, String schema) {
        this(source, schema, Integer.MAX_VALUE);
    }

    /**
     * The same, for senders that are not to be trusted with the number of their series.
     *
     * @param maxSeries a batch is refused that would give a component more
     * @throws IllegalArgumentException if that is not positive
     */
    public SampleWriter(DataSource source, String schema, int maxSeries) {
        if (maxSeries < 1) {
            throw new IllegalArgumentException("maxSeries is " + maxSeries + ": give 1 or more, such as 100000");
        }
        SchemaTransactions transactions = new SchemaTransactions(source, schema);
        this.partitions = new Partitions(transactions);
        this.transaction = new SampleTransaction(transactions, maxSeries);
    }

    /**
     * Stores samples of a component, and takes that as a sign that the component is there.
     *
     * @return false, and nothing is stored, where no component of this id is registered
     * @throws RefusedSamplesException if some cannot be stored; then none is
     * @throws UncertainCommitException if the database went away in the last moment, and does not say what became of them
     * @throws SQLException if the database cannot store them now; then none is
     */
    public boolean write(UUID runtimeId, List<Sample> samples) throws SQLException, RefusedSamplesException {
        refuseUnstorable(samples);
        boolean looking = false;
        for (int attempt = 1; ; attempt++) {
            try {
                return transaction.run(runtimeId, samples, looking);
            } catch (SQLException e) {
                boolean aboutData = SqlFailure.isAboutData(e);
                if (attempt == ATTEMPTS || !(aboutData || SqlFailure.isInterference(e))) {
                    throw e;
                }
                if (aboutData) {
                    // While some are looked for, none may be refused for want of a partition.
                    partitions.make(days(samples));
                    looking = attempt > 1 || !SqlFailure.mayBeMissingPartition(e);
                }
            }
        }
    }

    private static void refuseUnstorable(List<Sample> samples) throws RefusedSamplesException {
        List<Refused> refused = new ArrayList<>();
        for (int i = 0; i < samples.size() && refused.size() < MAX_REFUSED; i++) {
            MetricSeries series = samples.get(i).series();
            if (StoredText.utf8Bytes(series.name()) > MAX_NAME_BYTES) {
                refused.add(new Refused(i, "name", "it is longer than " + MAX_NAME_BYTES + " bytes: shorten it"));
            } else if (!StoredText.isStorable(series.name())) {
                refused.add(new Refused(i, "name", "it has half of a surrogate pair: leave it out"));
            } else if (!series.isStorable()) {
                refused.add(new Refused(i, "labels", "one has half of a surrogate pair: leave it out"));
            }
        }
        if (!refused.isEmpty()) {
            throw new RefusedSamplesException(refused);
        }
    }

    private static SortedSet<LocalDate> days(List<Sample> samples) {
        SortedSet<LocalDate> days = new TreeSet<>();
        samples.forEach(
                sample -> days.add(sample.time().atOffset(ZoneOffset.UTC).toLocalDate()));
        return days;
    }
}
