package io.venturi.jdbc.store.export;

import io.venturi.instrument.Once;
import io.venturi.jdbc.SchemaTransactions;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Exports the metric history of a schema, each sample once: to a VictoriaMetrics, or into files of a UTC day each that become blocks of a
 * Prometheus ({@code promtool tsdb create-blocks-from openmetrics}). An export goes on where the last one ended or was interrupted, as its
 * state file says; the file belongs to one destination, and is as precious as the samples that are there.
 *
 * <pre>{@code
 * MetricExporter exporter = MetricExporter.builder(dataSource, "metrics", Path.of("/var/lib/shop/export.json"))
 *         .label("cluster", "eu-1")
 *         .toVictoriaMetrics(VictoriaMetrics.builder(URI.create("http://127.0.0.1:8428/api/v1/import")).build());
 * ExportReport report = exporter.export();
 * ExportComparison comparison = exporter.verify();
 * }</pre>
 *
 * <p>A series has its stored name and labels; {@code component_type} and {@code runtime} tell components apart. A stored label of such a
 * name, or of a label that is given here, is exported as {@code exported_…}, as Prometheus does it. What no name may hold becomes an
 * underscore. Times have milliseconds; of several samples in one, the last stands.
 *
 * <p>A histogram becomes a classic one, of running sums since the export began: {@code NAME_bucket}, {@code NAME_count}, {@code NAME_sum},
 * at each time that it was sampled. Stored series of its count and sum are replaced by these. The bounds are {@linkplain Builder#bounds
 * given}, or 1 and 1.5 times the powers of two from 2^-14 to 2^14, and the powers of four from there to 2^40; they never change.
 *
 * <p>Reads a batch at a time, in read-only transactions that are short; memory also grows with the number of series. A standby will do.
 * Thread-safe, but one export at a time: others are refused.
 */
public final class MetricExporter {

    private final Path stateFile;
    private final StoredHistory history;
    private final HistogramBounds bounds;
    private final Optional<Instant> from;
    private final Duration margin;
    private final int lateDays;
    private final Clock clock;
    private final String form;
    private final Destination destination;
    private final @Nullable Receiver receiver;

    private MetricExporter(
            Builder builder, @Nullable VictoriaMetrics target, @Nullable Path folder, Delivery.Pause pause) {
        TargetLabels labels = new TargetLabels(builder.labels);
        this.stateFile = builder.stateFile;
        this.history = new StoredHistory(builder.transactions, labels);
        this.bounds = builder.bounds.copy();
        this.from = builder.from.given();
        this.margin = builder.margin.get();
        this.lateDays = builder.lateDays.get();
        this.clock = builder.clock.get();
        this.form = (target == null ? "OpenMetrics" : "VictoriaMetrics") + ", schema " + builder.transactions.schema()
                + ", labels " + labels;
        if (target == null) {
            this.receiver = null;
            this.destination = new FileDestination(history, bounds, Objects.requireNonNull(folder));
        } else {
            this.receiver = new Receiver(target);
            this.destination = new ImportDestination(history, bounds, target, new Delivery(target, receiver, pause));
        }
    }

    /**
     * Begins to describe an exporter.
     *
     * @param schema the metrics schema
     * @param stateFile where it keeps how far it is
     */
    public static Builder builder(DataSource source, String schema, Path stateFile) {
        return new Builder(source, schema, stateFile);
    }

    /**
     * Exports what is there since the last export. What is thrown leaves an export that the next one resumes, without a gap and without
     * sending a sample twice.
     *
     * @throws SQLException if the database cannot be asked, or the schema is not there
     * @throws IOException if the receiver refuses what it is sent, or does not answer; if a file cannot be written
     * @throws IllegalStateException if another export has the state file, or the options are not those it was begun with
     */
    public ExportReport export() throws SQLException, IOException, InterruptedException {
        try (StateFile file = StateFile.open(stateFile)) {
            Optional<ExportState> kept = file.read();
            Optional<ExportState> state = kept.isPresent() ? kept : begun();
            if (state.isEmpty()) {
                return new ExportReport(Instant.EPOCH, 0, 0, 0, 0, 0, 0);
            }
            return export(checked(state.get()), file);
        }
    }

    /** A new export; none while there are no partitions. */
    private Optional<ExportState> begun() throws SQLException {
        Optional<Instant> oldest = history.oldest();
        return oldest.map(there -> new ExportState(
                form, from.map(given -> Times.later(given, there)).orElse(there).truncatedTo(ChronoUnit.MILLIS)));
    }

    private ExportState checked(ExportState state) {
        if (!state.form.equals(form)) {
            throw new IllegalStateException("the state file " + stateFile + " is of an export to " + state.form
                    + ", not to " + form + ": give each export a file of its own");
        }
        return state;
    }

    private ExportReport export(ExportState state, StateFile file)
            throws SQLException, IOException, InterruptedException {
        Instant available = clock.instant().minus(margin).truncatedTo(ChronoUnit.MILLIS);
        Tally tally = new Tally();
        while (true) {
            Instant until = destination.windowUntil(state.done, available);
            if (state.windowUntil == null && !until.isAfter(state.done)) {
                break;
            }
            Window window = state.open(until);
            destination.export(window, state, file, tally);
            state.close(window);
            state.forget(state.done.minus(lateDays, ChronoUnit.DAYS));
            file.write(state);
        }
        return new ExportReport(
                state.done,
                tally.rows,
                tally.samples,
                tally.notANumber,
                tally.sameMillisecond,
                tally.damaged,
                late(state));
    }

    private long late(ExportState state) throws SQLException {
        long late = 0;
        for (Map.Entry<Instant, ExportState.Finished> day : state.finished.entrySet()) {
            long now = history.rows(day.getKey(), day.getValue().until());
            late += Math.max(0, now - day.getValue().rows());
        }
        return late;
    }

    /**
     * Compares all that is exported and still stored with what the receiver has, sample by sample.
     *
     * @throws IllegalStateException if nothing is exported yet, or not to a VictoriaMetrics that can be read
     */
    public ExportComparison verify() throws SQLException, IOException, InterruptedException {
        return verify(Instant.EPOCH, Instant.MAX);
    }

    /**
     * The same of a time; what of it is not exported or not stored any more is left out. A VictoriaMetrics keeps 12 digits of a fraction:
     * values that agree that far are equal. Where the time does not begin with the export, of histograms it is the increase that is compared.
     *
     * @param begin the earliest time
     * @param end the time after the latest
     */
    public ExportComparison verify(Instant begin, Instant end) throws SQLException, IOException, InterruptedException {
        Receiver asked = receiver;
        if (asked == null) {
            throw new IllegalStateException("files cannot be asked: verify exports to a VictoriaMetrics");
        }
        try (StateFile file = StateFile.open(stateFile)) {
            ExportState state = checked(file.read()
                    .orElseThrow(() -> new IllegalStateException(
                            "nothing is exported yet, as there is no state file " + stateFile + ": export first")));
            Instant oldest = history.oldest().orElse(state.done);
            Instant first = Times.later(Times.later(begin, state.started), oldest);
            Instant last = Times.earlier(end, state.done);
            return new Verification(history, bounds, asked, first.equals(state.started)).compare(first, last);
        }
    }

    /** Describes an exporter. Each option may be given once. Not thread-safe. */
    public static final class Builder {

        private static final int MOST_LATE_DAYS = 366;

        private final SchemaTransactions transactions;
        private final Path stateFile;
        private final Map<String, String> labels = new TreeMap<>();
        private final HistogramBounds bounds = new HistogramBounds();
        private final Once<double[]> allBounds = new Once<>("bounds");
        private final Once<Instant> from = new Once<>("from");
        private final Once<Duration> margin = new Once<>("margin", Duration.ofMinutes(10));
        private final Once<Integer> lateDays = new Once<>("lateDays", 3);
        private final Once<Clock> clock = new Once<>("clock", Clock.systemUTC());

        private Builder(DataSource source, String schema, Path stateFile) {
            this.transactions = new SchemaTransactions(source, schema);
            this.stateFile = stateFile;
        }

        /** The earliest time that the first export begins with; all that is kept, unless given. */
        public Builder from(Instant earliest) {
            from.set(earliest);
            return this;
        }

        /**
         * How old samples are when they are exported; 10 min unless given. Those that are stored later than that are late: they are counted,
         * not exported. At least as long as batches may wait in a spool.
         */
        public Builder margin(Duration age) {
            if (age.isNegative()) {
                throw new IllegalArgumentException("margin is " + age + "; give 0 or more, such as PT10M");
            }
            margin.set(age);
            return this;
        }

        /** In how many of the last exported days late samples are looked for; 3 unless given. */
        public Builder lateDays(int days) {
            if (days < 0 || days > MOST_LATE_DAYS) {
                throw new IllegalArgumentException("lateDays is " + days + "; give 0 to " + MOST_LATE_DAYS);
            }
            lateDays.set(days);
            return this;
        }

        /** A label of every series, such as the cluster. */
        public Builder label(String name, String value) {
            if (!name.equals(PrometheusText.labelName(name)) || name.startsWith("__") || name.equals("le")) {
                throw new IllegalArgumentException("label " + name
                        + " cannot be given: use letters, digits and underscores, not le and no __ in front");
            }
            if (name.equals(TargetLabels.COMPONENT_TYPE) || name.equals(TargetLabels.RUNTIME)) {
                throw new IllegalArgumentException("label " + name + " tells components apart: give another name");
            }
            if (labels.putIfAbsent(name, PrometheusText.wellFormed(value)) != null) {
                throw new IllegalStateException("label " + name + " is set already; remove one of the calls");
            }
            return this;
        }

        /** The upper bounds of all histograms' buckets, ascending, in the histograms' units; {@code +Inf} is added. */
        public Builder bounds(double... upper) {
            bounds.set(upper);
            allBounds.set(upper);
            return this;
        }

        /** Those of one metric. */
        public Builder bounds(String metric, double... upper) {
            bounds.set(PrometheusText.metricName(metric), upper);
            return this;
        }

        /** What tells the time; that of the system unless given. */
        public Builder clock(Clock source) {
            clock.set(source);
            return this;
        }

        /** An exporter to a VictoriaMetrics; asks nobody yet. */
        public MetricExporter toVictoriaMetrics(VictoriaMetrics target) {
            return toVictoriaMetrics(target, time -> Thread.sleep(time.toMillis()));
        }

        MetricExporter toVictoriaMetrics(VictoriaMetrics target, Delivery.Pause pause) {
            return new MetricExporter(this, target, null, pause);
        }

        /**
         * An exporter into files named {@code metrics-2026-03-29.om}, one for each UTC day that is over and has samples; asks nobody yet.
         *
         * @param folder made if it is not there
         */
        public MetricExporter toOpenMetrics(Path folder) {
            return new MetricExporter(this, null, folder, time -> {});
        }
    }
}
