package io.venturi.prometheus;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.cumulative.CumulativeFunctionCounter;
import io.micrometer.core.instrument.cumulative.CumulativeFunctionTimer;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.core.instrument.distribution.pause.NoPauseDetector;
import io.micrometer.core.instrument.distribution.pause.PauseDetector;
import io.micrometer.core.instrument.internal.DefaultGauge;
import io.micrometer.core.instrument.internal.DefaultLongTaskTimer;
import io.micrometer.core.instrument.internal.DefaultMeter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.config.PrometheusProperties;
import io.prometheus.metrics.config.PrometheusPropertiesLoader;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.tracer.common.SpanContext;
import io.venturi.distribution.DistributionKind;
import io.venturi.distribution.DistributionKinds;
import io.venturi.distribution.DroppedAmounts;
import io.venturi.distribution.PauseAwareTimer;
import io.venturi.distribution.RecorderSummary;
import io.venturi.distribution.RecorderTimer;
import io.venturi.histogram.HistogramRecorder;
import io.venturi.histogram.ScaledHistogramRecorder;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Micrometer's Prometheus registry, whose timers and summaries keep whole distributions:
 *
 * <pre>{@code
 * PrometheusMeterRegistry registry = new VenturiPrometheusRegistry(PrometheusConfig.DEFAULT);
 * }</pre>
 *
 * <p>Timers and summaries, the host's too, record into {@link io.venturi.histogram.HistogramRecorder}s: without a clock
 * read, and without contention among threads. They are exposed as Micrometer exposes them, with the buckets, quantiles and {@code
 * _max} that were asked for, and in the protobuf exposition as Prometheus native histograms, whether or not they ask for buckets. (A
 * timer that publishes client-side percentiles stays a summary: a histogram has no room for those.) Percentiles and {@code _max} are
 * of the time between readings that the meter's expiry spans, for want of a clock in recording.
 *
 * <p>Text is written from names and labels that are encoded once. Each scrape is one {@link io.venturi.instrument.ConsistentRead}:
 * figures that belong together agree, and those of a distribution do. Exemplars are on counters and buckets, which is all that OpenMetrics 1.0 allows and every
 * Prometheus takes. Names, labels, conventions, and what happens to meters that clash are Micrometer's;
 * collectors of others in the same {@link PrometheusRegistry} are exposed with the rest. What one of those has under a meter's name, but with
 * another type or equal labels, is left out with a warning, once a name; the scrape does not fail for it.
 *
 * <p>Serve it by {@link #scrape(OutputStream, String)}, or by what calls that. Who scrapes {@link #getPrometheusRegistry} and writes text of it
 * shows timers without buckets as histograms with the one bucket that all have, since native histograms are in there, and finds the client
 * library refusing a scrape in which two have one name and different types. Thread-safe.
 */
public final class VenturiPrometheusRegistry extends PrometheusMeterRegistry {

    private static final Logger LOG = LoggerFactory.getLogger(VenturiPrometheusRegistry.class);
    private static final List<String> RESERVED = List.of("le", "quantile");

    private final PrometheusConfig config;
    private final DistributionKinds kinds;
    private final ExposedKinds exposed;
    private final ExemplarSamplers exemplars;
    private final DroppedAmounts dropped;
    private final Families families;
    private final Exposition exposition;

    /** A registry of its own, with the system's clock. */
    public VenturiPrometheusRegistry(PrometheusConfig config) {
        this(builder(config));
    }

    /** A registry that adds its meters to another's collectors. */
    public VenturiPrometheusRegistry(PrometheusConfig config, PrometheusRegistry registry, Clock clock) {
        this(builder(config).registry(registry).clock(clock));
    }

    /** The same, with exemplars from the traces that are active when values are recorded. */
    public VenturiPrometheusRegistry(
            PrometheusConfig config, PrometheusRegistry registry, Clock clock, @Nullable SpanContext tracer) {
        this(builder(config).registry(registry).clock(clock).tracer(tracer));
    }

    private VenturiPrometheusRegistry(Builder builder) {
        super(builder.config, builder.registry, builder.clock, builder.tracer);
        this.config = builder.config;
        PrometheusProperties properties = properties(builder.config);
        this.kinds = new DistributionKinds(builder.significantDigits, builder.clock);
        this.exposed = new ExposedKinds(new NativeOptions(builder.schema, builder.maxBuckets));
        this.exemplars = new ExemplarSamplers(builder.tracer, properties.getExemplarProperties());
        this.dropped = new DroppedAmounts(builder.clock, LOG);
        this.families = new Families();
        FamiliesCollector collector = new FamiliesCollector(families);
        this.exposition = new Exposition(families, collector, builder.registry, properties);
        builder.registry.register(collector);
        config().onMeterRemoved(this::forget);
    }

    private static PrometheusProperties properties(PrometheusConfig config) {
        Properties own = config.prometheusProperties();
        return own == null ? PrometheusPropertiesLoader.load() : PrometheusPropertiesLoader.load(own);
    }

    /** A registry with other options. */
    public static Builder builder(PrometheusConfig config) {
        return new Builder(config);
    }

    @Override
    public void scrape(OutputStream out, String contentType) throws IOException {
        exposition.write(out, contentType, null);
    }

    @Override
    public void scrape(OutputStream out, String contentType, @Nullable Set<String> includedNames) throws IOException {
        exposition.write(out, contentType, includedNames);
    }

    @Override
    public Counter newCounter(Meter.Id id) {
        Counter counter = new RisingCounter(id, exemplars.single());
        addValue(counter, ValueFamily.Kind.COUNTER);
        return counter;
    }

    @Override
    protected <T> FunctionCounter newFunctionCounter(Meter.Id id, T object, ToDoubleFunction<T> count) {
        FunctionCounter counter = new CumulativeFunctionCounter<>(id, object, count);
        addValue(counter, ValueFamily.Kind.COUNTER);
        return counter;
    }

    @Override
    protected <T> Gauge newGauge(Meter.Id id, @Nullable T object, ToDoubleFunction<T> value) {
        Gauge gauge = new DefaultGauge<>(id, object, value);
        addValue(gauge, id.getName().endsWith(".info") ? ValueFamily.Kind.INFO : ValueFamily.Kind.GAUGE);
        return gauge;
    }

    @Override
    protected Timer newTimer(Meter.Id id, DistributionStatisticConfig statistics, PauseDetector pauses) {
        DistributionKind<HistogramRecorder> kind = kinds.timer(statistics);
        RecorderTimer recorder = new RecorderTimer(id, kind, ExemplarObserver.of(exemplars.perBucket(kind.bounds())));
        Timer timer = pauses instanceof NoPauseDetector ? recorder : new PauseAwareTimer(recorder, clock, pauses);
        addDistribution(timer);
        return timer;
    }

    @Override
    public DistributionSummary newDistributionSummary(
            Meter.Id id, DistributionStatisticConfig statistics, double scale) {
        DistributionKind<ScaledHistogramRecorder> kind = kinds.summary(statistics);
        RecorderSummary summary =
                new RecorderSummary(id, scale, kind, dropped, ExemplarObserver.of(exemplars.perBucket(kind.bounds())));
        addDistribution(summary);
        return summary;
    }

    @Override
    protected <T> FunctionTimer newFunctionTimer(
            Meter.Id id, T object, ToLongFunction<T> count, ToDoubleFunction<T> total, TimeUnit unit) {
        FunctionTimer timer = new CumulativeFunctionTimer<>(id, object, count, total, unit, getBaseTimeUnit());
        addDistribution(timer);
        return timer;
    }

    @Override
    protected LongTaskTimer newLongTaskTimer(Meter.Id id, DistributionStatisticConfig statistics) {
        LongTaskTimer hidden = new DefaultLongTaskTimer(id, clock, getBaseTimeUnit(), statistics, true);
        return add(hidden, ParentsFamily.class, ParentsFamily::new) ? super.newLongTaskTimer(id, statistics) : hidden;
    }

    @Override
    protected Meter newMeter(Meter.Id id, Meter.Type type, Iterable<Measurement> measurements) {
        Meter hidden = new DefaultMeter(id, type, measurements);
        return add(hidden, ParentsFamily.class, ParentsFamily::new) ? super.newMeter(id, type, measurements) : hidden;
    }

    private void addValue(Meter meter, ValueFamily.Kind kind) {
        add(meter, ValueFamily.class, name -> new ValueFamily(kind, name));
    }

    private void addDistribution(Meter meter) {
        add(meter, DistributionFamily.class, name -> new DistributionFamily(name, exposed));
    }

    private boolean add(Meter meter, Class<? extends Family> kind, Function<FamilyName, Family> make) {
        Meter.Id id = meter.getId();
        String problem;
        try {
            Labels labels = exposable(id, kind);
            String description = id.getDescription();
            String help = config.descriptions() && description != null ? description : " ";
            FamilyName name = new FamilyName(getConventionName(id), id.getName(), id.getType(), help);
            problem = families.add(name, Series.of(meter, labels, clock.wallTime()), kind, make);
        } catch (IllegalArgumentException e) {
            problem = String.valueOf(e.getMessage());
        }
        if (problem != null) {
            meterRegistrationFailed(id, problem);
        }
        return problem == null;
    }

    private void forget(Meter meter) {
        Meter.Id id = meter.getId();
        Labels labels;
        try {
            labels = labels(id);
        } catch (IllegalArgumentException e) {
            labels = Labels.EMPTY; // refused when it came, or the convention was another
        }
        families.remove(getConventionName(id), Series.of(meter, labels, 0));
    }

    /** The labels; refuses those that no exposition could show. */
    private Labels exposable(Meter.Id id, Class<? extends Family> kind) {
        Labels labels = labels(id);
        if (kind == DistributionFamily.class || id.getType() == Meter.Type.LONG_TASK_TIMER) {
            for (String reserved : RESERVED) {
                if (labels.contains(reserved)) {
                    throw new IllegalArgumentException(
                            "the label '" + reserved + "' tells the parts of a distribution: rename the tag");
                }
            }
        }
        return labels;
    }

    /** Keys by the naming convention, values as they are: so has Micrometer's registry. */
    private Labels labels(Meter.Id id) {
        return Labels.of(
                getConventionTags(id).stream().map(Tag::getKey).toList(),
                id.getTags().stream().map(Tag::getValue).toList());
    }

    /** Options of a registry. Not thread-safe. */
    public static final class Builder {

        private static final int DEFAULT_SCHEMA = 3;
        private static final int DEFAULT_MAX_BUCKETS = 160;

        private final PrometheusConfig config;
        private PrometheusRegistry registry = new PrometheusRegistry();
        private Clock clock = Clock.SYSTEM;
        private @Nullable SpanContext tracer;
        private int significantDigits = 1;
        private int schema = DEFAULT_SCHEMA;
        private int maxBuckets = DEFAULT_MAX_BUCKETS;

        private Builder(PrometheusConfig config) {
            this.config = Objects.requireNonNull(config, "config");
        }

        /** Where collectors go; a registry of its own by default. */
        public Builder registry(PrometheusRegistry others) {
            this.registry = others;
            return this;
        }

        /** The clock that timers, expiry and creation times go by; the system's by default. */
        public Builder clock(Clock other) {
            this.clock = other;
            return this;
        }

        /** Where exemplars come from; none by default. */
        public Builder tracer(@Nullable SpanContext spans) {
            this.tracer = spans;
            return this;
        }

        /** How finely distributions are kept: 1 (quantiles within 3.2 %, the default), 2 (0.4 %) or 3. */
        public Builder significantDigits(int digits) {
            if (digits < 1 || digits > 3) {
                throw new IllegalArgumentException("significantDigits must be 1 to 3, not " + digits);
            }
            this.significantDigits = digits;
            return this;
        }

        /**
         * How finely native histograms are resolved.
         *
         * @param newSchema -4 to 8; 3 by default: a bucket's bound is 1.09 times the one before
         * @param newMaxBuckets beyond so many buckets (160 by default) a histogram's schema is lowered
         */
        public Builder nativeHistograms(int newSchema, int newMaxBuckets) {
            if (newSchema < -4 || newSchema > 8) {
                throw new IllegalArgumentException("the schema of native histograms must be -4 to 8, not " + newSchema);
            }
            if (newMaxBuckets < 1) {
                throw new IllegalArgumentException("a native histogram needs a bucket, not " + newMaxBuckets);
            }
            this.schema = newSchema;
            this.maxBuckets = newMaxBuckets;
            return this;
        }

        /** Builds the registry. */
        public VenturiPrometheusRegistry build() {
            return new VenturiPrometheusRegistry(this);
        }
    }
}
