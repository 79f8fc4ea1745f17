package io.venturi.jdbc.store;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.cumulative.CumulativeCounter;
import io.micrometer.core.instrument.cumulative.CumulativeFunctionCounter;
import io.micrometer.core.instrument.cumulative.CumulativeFunctionTimer;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.core.instrument.distribution.pause.NoPauseDetector;
import io.micrometer.core.instrument.distribution.pause.PauseDetector;
import io.micrometer.core.instrument.internal.DefaultGauge;
import io.micrometer.core.instrument.internal.DefaultLongTaskTimer;
import io.micrometer.core.instrument.internal.DefaultMeter;
import io.micrometer.core.instrument.push.PushMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusNamingConvention;
import io.venturi.distribution.DistributionKinds;
import io.venturi.distribution.DroppedAmounts;
import io.venturi.distribution.PauseAwareTimer;
import io.venturi.distribution.RecorderSummary;
import io.venturi.distribution.RecorderTimer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Micrometer's registry for the metric history: at each step it samples all its meters at one moment, and hands what it read to a
 * {@link MetricStore}:
 *
 * <pre>{@code
 * MeterRegistry registry = new PostgresMeterRegistry(PostgresRegistryConfig.DEFAULT, store, Clock.SYSTEM);
 * }</pre>
 *
 * <p>Series are named as Prometheus shows them:
 *
 * <table>
 * <caption>What is sampled</caption>
 * <tr><th>meter</th><th>series</th></tr>
 * <tr><td>counter, function counter</td><td>{@code NAME_total}, the total so far</td></tr>
 * <tr><td>gauge</td><td>{@code NAME}, or {@code NAME_info}</td></tr>
 * <tr><td>timer, distribution summary</td><td>{@code NAME_count} and {@code NAME_sum}, totals so far; {@code NAME}, the distribution of
 * what the step saw, with its exact count, sum and maximum, if it saw any</td></tr>
 * <tr><td>function timer</td><td>{@code NAME_count}, {@code NAME_sum}</td></tr>
 * <tr><td>long task timer</td><td>{@code NAME_active_count}, {@code NAME_duration_sum}, {@code NAME_max}</td></tr>
 * <tr><td>meter of own measurements</td><td>as Micrometer's Prometheus registry has them</td></tr>
 * </table>
 *
 * <p>Times are in seconds. Whole distributions are kept whether or not a meter asks for percentiles or buckets; those that it asks for are
 * not stored, but can be had of the meter. Recording reads no clock, allocates nothing and waits for nobody. A meter whose series another
 * has already is refused, as is one with a tag that PostgreSQL cannot store: both with a warning, once a name, and {@code
 * onMeterRegistrationFailed}; they record, but are not sampled. What a function fails to tell is missing from the step. Thread-safe.
 */
public final class PostgresMeterRegistry extends PushMeterRegistry {

    private static final Logger LOG = LoggerFactory.getLogger(PostgresMeterRegistry.class);

    private final PostgresRegistryConfig config;
    private final StepPublisher publisher;
    private final DistributionKinds kinds;
    private final DroppedAmounts dropped;
    private final SampledMeters meters = new SampledMeters(LOG);
    private final Set<String> refused = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean closing = new AtomicBoolean();

    /**
     * A registry that samples from now on, by its configuration. Close it before the store, which takes its last step.
     *
     * @param store that takes what is sampled, and shows how long that takes
     * @param clock of steps, and of what the meters time
     * @throws io.micrometer.core.instrument.config.validate.ValidationException if the configuration is not valid
     */
    public PostgresMeterRegistry(PostgresRegistryConfig config, MetricStore store, Clock clock) {
        this(config, store.intake(), clock, store::published);
    }

    /**
     * A registry that samples from now on.
     *
     * @param publishNanos is told how long each step took, from its first meter until the batch is taken
     */
    PostgresMeterRegistry(PostgresRegistryConfig config, BatchIntake intake, Clock clock, LongConsumer publishNanos) {
        super(config, clock);
        this.config = config;
        this.publisher = new StepPublisher(meters, intake, clock, publishNanos);
        this.kinds = new DistributionKinds(1, clock);
        this.dropped = new DroppedAmounts(clock, LOG);
        config().namingConvention(new PrometheusNamingConvention());
        config().onMeterRemoved(meter -> meters.remove(meter.getId()));
        start(work -> {
            Thread thread = new Thread(work, "venturi-postgres-publisher");
            thread.setDaemon(true);
            return thread;
        });
    }

    @Override
    protected void publish() {
        if (!isClosed()) {
            publisher.publish();
        }
    }

    /** Samples once more, hands that over, and ends. Later calls do nothing. */
    @Override
    public void close() {
        if (closing.compareAndSet(false, true)) {
            super.close();
        }
    }

    @Override
    protected Counter newCounter(Meter.Id id) {
        Counter counter = new RisingCounter(id);
        sample(id, series -> MeterSampling.counter(series, id, counter::count));
        return counter;
    }

    @Override
    protected <T> FunctionCounter newFunctionCounter(Meter.Id id, T object, ToDoubleFunction<T> count) {
        FunctionCounter counter = new CumulativeFunctionCounter<>(id, object, count);
        sample(id, series -> MeterSampling.counter(series, id, counter::count));
        return counter;
    }

    @Override
    protected <T> Gauge newGauge(Meter.Id id, @Nullable T object, ToDoubleFunction<T> value) {
        Gauge gauge = new DefaultGauge<>(id, object, value);
        sample(id, series -> MeterSampling.gauge(series, gauge));
        return gauge;
    }

    @Override
    protected Timer newTimer(Meter.Id id, DistributionStatisticConfig statistics, PauseDetector pauses) {
        RecorderTimer timer = new RecorderTimer(id, kinds.timer(statistics), null);
        sample(id, series -> MeterSampling.timer(series, timer));
        return pauses instanceof NoPauseDetector ? timer : new PauseAwareTimer(timer, clock, pauses);
    }

    @Override
    protected DistributionSummary newDistributionSummary(
            Meter.Id id, DistributionStatisticConfig statistics, double scale) {
        RecorderSummary summary = new RecorderSummary(id, scale, kinds.summary(statistics), dropped, null);
        sample(id, series -> MeterSampling.summary(series, id, summary));
        return summary;
    }

    @Override
    protected <T> FunctionTimer newFunctionTimer(
            Meter.Id id, T object, ToLongFunction<T> count, ToDoubleFunction<T> total, TimeUnit unit) {
        FunctionTimer timer = new CumulativeFunctionTimer<>(id, object, count, total, unit, getBaseTimeUnit());
        sample(id, series -> MeterSampling.functionTimer(series, timer));
        return timer;
    }

    @Override
    protected LongTaskTimer newLongTaskTimer(Meter.Id id, DistributionStatisticConfig statistics) {
        LongTaskTimer timer = new DefaultLongTaskTimer(id, clock, getBaseTimeUnit(), statistics, false);
        sample(id, series -> MeterSampling.longTaskTimer(series, timer));
        return timer;
    }

    @Override
    protected Meter newMeter(Meter.Id id, Meter.Type type, Iterable<Measurement> measurements) {
        sample(id, series -> MeterSampling.measurements(series, id, measurements));
        return new DefaultMeter(id, type, measurements);
    }

    private void sample(Meter.Id id, Function<MeterSeries, SampledMeter> sampling) {
        String problem;
        try {
            MeterSeries series = MeterSeries.of(id, getConventionName(id), getConventionTags(id));
            problem = meters.add(id, sampling.apply(series));
        } catch (IllegalArgumentException e) {
            problem = String.valueOf(e.getMessage());
        }
        if (problem != null) {
            if (refused.add(id.getName())) {
                LOG.warn("{} is left out of the metric history: {} (told once a name)", id, problem);
            }
            meterRegistrationFailed(id, problem);
        }
    }

    @Override
    protected TimeUnit getBaseTimeUnit() {
        return TimeUnit.SECONDS;
    }

    @Override
    protected DistributionStatisticConfig defaultHistogramConfig() {
        return DistributionStatisticConfig.builder()
                .expiry(config.step())
                .build()
                .merge(DistributionStatisticConfig.DEFAULT);
    }

    /** Ignores what is no increase, as Micrometer's Prometheus registry does: a total does not fall. */
    private static final class RisingCounter extends CumulativeCounter {

        RisingCounter(Id id) {
            super(id);
        }

        @Override
        public void increment(double amount) {
            if (amount > 0) {
                super.increment(amount);
            }
        }
    }
}
