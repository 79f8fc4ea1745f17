package io.venturi;

import static io.venturi.Fixture.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.core.instrument.distribution.pause.PauseDetector;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The host's registry is the host's: its filters, its tags, its faults. */
class HostRegistryTest {

    private final Fixture fixture = new Fixture();

    @Test
    void aRegistryThatRefusesEveryMeterDisturbsNobody() {
        MeterRegistry hostile = new RefusingRegistry();
        PipelineMetrics metrics = PipelineMetrics.builder(hostile).build();
        assertThatCode(() -> {
                    Fixture.useAll(metrics);
                    metrics.bindJvm();
                    metrics.close();
                })
                .doesNotThrowAnyException();
    }

    @Test
    void aRegistryWhoseMetersThrowDisturbsNobody() {
        MeterRegistry hostile = new ThrowingMetersRegistry();
        PipelineMetrics metrics = PipelineMetrics.builder(hostile).build();
        CdcTableMeters orders = metrics.cdc("db").table("t");
        assertThatCode(() -> {
                    Fixture.useAll(metrics);
                    orders.received(Operation.INSERT, START);
                    orders.processed(Operation.INSERT, START);
                    orders.processed(Operation.TRUNCATE, START);
                    metrics.bindJvm();
                })
                .doesNotThrowAnyException();
        assertThat(orders.inFlight()).isZero();
        assertThatCode(metrics::close).doesNotThrowAnyException();
    }

    @Test
    void commonTagsAreOnEverySeries() {
        fixture.registry.config().commonTags("service", "shop");
        PipelineMetrics metrics =
                PipelineMetrics.builder(fixture.registry).namespace("tagged").build();
        Fixture.useAll(metrics);

        Scraped scraped = fixture.scrape();
        assertThat(scraped.types().keySet().stream()
                        .filter(name -> name.startsWith("tagged_"))
                        .flatMap(name -> scraped.samples(name).stream()))
                .isNotEmpty()
                .allSatisfy(sample -> assertThat(sample.labels()).containsEntry("service", "shop"));
    }

    @Test
    void deniedMetersAreAbsentAndTheOthersStayRight() {
        fixture.registry.config().meterFilter(MeterFilter.denyNameStartsWith("quiet.cdc.events.received"));
        fixture.registry.config().meterFilter(MeterFilter.denyNameStartsWith("quiet.cdc.event.lag"));
        PipelineMetrics metrics =
                PipelineMetrics.builder(fixture.registry).namespace("quiet").build();
        CdcTableMeters orders = metrics.cdc("db").table("t");
        orders.received(Operation.INSERT, 2, START);
        orders.processed(Operation.INSERT, START);

        Scraped scraped = fixture.scrape();
        assertThat(scraped.has("quiet_cdc_events_received_total")).isFalse();
        assertThat(scraped.has("quiet_cdc_event_lag_seconds_count")).isFalse();
        assertThat(scraped.value("quiet_cdc_events_in_flight")).isEqualTo(1);
        assertThat(scraped.value("quiet_cdc_events_total", "operation", "INSERT"))
                .isEqualTo(1);
        assertThat(scraped.sum("quiet_meters_invalid_total")).isZero();
    }

    @Test
    void renamedAndReplacedMetersAreFoundUnderTheirNewNamesAndRemoved() {
        fixture.registry.config().meterFilter(MeterFilter.renameTag("mapped", "table", "relation"));
        fixture.registry.config().meterFilter(MeterFilter.replaceTagValues("source", value -> "db-" + value));
        fixture.registry.config().meterFilter(new MeterFilter() {
            @Override
            public Meter.Id map(Meter.Id id) {
                return id.getName().equals("mapped.cdc.lag") ? id.withName("behind") : id;
            }
        });
        PipelineMetrics metrics =
                PipelineMetrics.builder(fixture.registry).namespace("mapped").build();
        metrics.cdc("one").table("t").processed(Operation.INSERT, START);

        Scraped scraped = fixture.scrape();
        assertThat(scraped.value("behind_seconds", "source", "db-one", "relation", "t"))
                .isZero();
        assertThat(scraped.value("mapped_cdc_events_total", "relation", "t", "operation", "INSERT"))
                .isEqualTo(1);
        metrics.close();
        assertThat(fixture.registry.scrape()).doesNotContain("mapped_", "behind_");
    }

    @Test
    void aFilterThatMergesTablesGivesTheirSum() {
        fixture.registry.config().meterFilter(MeterFilter.ignoreTags("table"));
        PipelineMetrics metrics =
                PipelineMetrics.builder(fixture.registry).namespace("merged").build();
        CdcTableMeters a = metrics.cdc("db").table("a");
        a.processed(Operation.INSERT, START);
        metrics.cdc("db").table("b").processed(Operation.INSERT, 100, START);
        IcebergTableMeters lakeA = metrics.iceberg("db").table("a");
        IcebergTableMeters lakeB = metrics.iceberg("db").table("b");
        lakeA.attempts(1);

        Scraped scraped = fixture.scrape();
        assertThat(scraped.value("merged_cdc_events_total", "operation", "INSERT"))
                .isEqualTo(101);
        assertThat(scraped.value("merged_cdc_lag_seconds"))
                .as("no single lag is theirs")
                .isNaN();
        assertThat(scraped.value("merged_meters_invalid_total", "meter", "cdc.lag"))
                .isEqualTo(1);

        a.close();
        lakeA.close();
        lakeB.attempts(2);
        metrics.cdc("db").table("b").processed(Operation.INSERT, START);
        assertThat(fixture.scrape().value("merged_cdc_events_total", "operation", "INSERT"))
                .as("a counter does not fall")
                .isEqualTo(102);
        assertThat(fixture.scrape().value("merged_cdc_lag_seconds")).isZero();
        assertThat(fixture.scrape().value("merged_iceberg_commit_attempts_total"))
                .isEqualTo(3);
        metrics.close();
        assertThat(fixture.registry.scrape()).doesNotContain("merged_");
    }

    @Test
    void aCompositeFeedsAllItsRegistriesAlsoThoseThatComeLater() {
        CompositeMeterRegistry composite = new CompositeMeterRegistry(fixture.clock);
        SimpleMeterRegistry early = new SimpleMeterRegistry(SimpleConfig.DEFAULT, fixture.clock);
        SimpleMeterRegistry late = new SimpleMeterRegistry(SimpleConfig.DEFAULT, fixture.clock);
        composite.add(early);
        PipelineMetrics metrics = PipelineMetrics.builder(composite).build();
        CdcTableMeters orders = metrics.cdc("db").table("t");
        orders.processed(Operation.INSERT, START);
        composite.add(late);
        metrics.cdc("db").retry();
        orders.processed(Operation.INSERT, START);

        for (MeterRegistry registry : new MeterRegistry[] {early, late}) {
            assertThat(registry.get("pipeline.cdc.events")
                            .tag("operation", "INSERT")
                            .functionCounter()
                            .count())
                    .isEqualTo(2);
            assertThat(registry.get("pipeline.cdc.retries").functionCounter().count())
                    .isEqualTo(1);
            assertThat(registry.get("pipeline.cdc.lag").gauge().value()).isZero();
        }
        metrics.close();
        assertThat(early.getMeters()).isEmpty();
        assertThat(late.getMeters()).isEmpty();
    }

    @Test
    void aMeterOfTheHostsWithOurNameStaysTheHosts() {
        Tags tags = Tags.of("source", "db");
        Counter hosts = fixture.registry.counter("pipeline.cdc.timestamp.missing", tags);
        Gauge.builder("pipeline.cdc.snapshot.tables", () -> 42)
                .baseUnit(null)
                .tags(tags)
                .strongReference(true)
                .register(fixture.registry);
        fixture.registry.timer("pipeline.cdc.clock.skew", tags);

        CdcMeters cdc = fixture.metrics.cdc("db");
        cdc.snapshotTables(3, 1);
        cdc.table("t").processed(Operation.INSERT, START + 5_000);
        cdc.table("t").processed(Operation.INSERT, 0);

        // A counter of the same name and labels is the same counter, as Micrometer has it.
        assertThat(hosts.count()).isEqualTo(1);
        Scraped scraped = fixture.scrape();
        assertThat(scraped.value("pipeline_cdc_snapshot_tables")).isEqualTo(42);
        assertThat(scraped.value(
                        "pipeline_meters_invalid_total",
                        "meter",
                        "cdc.snapshot.tables",
                        "reason",
                        "already_registered"))
                .isEqualTo(1);
        assertThat(scraped.value(
                        "pipeline_meters_invalid_total", "meter", "cdc.clock.skew", "reason", "registration_failed"))
                .isEqualTo(1);
        fixture.metrics.close();
        assertThat(fixture.scrape().value("pipeline_cdc_snapshot_tables")).isEqualTo(42);
        hosts.increment();
        assertThat(fixture.scrape().value("pipeline_cdc_timestamp_missing_total"))
                .isEqualTo(2);
    }

    @Test
    void errorsPassThrough() {
        PipelineMetrics metrics = PipelineMetrics.builder(fixture.registry)
                .namespace("errors")
                .errorClassifier(error -> {
                    throw new OutOfMemoryError("not ours to swallow");
                })
                .build();
        assertThatCode(() -> metrics.cdc("db").error(new RuntimeException())).isInstanceOf(OutOfMemoryError.class);
    }

    @Test
    void aGaugeWhoseFunctionThrowsIsNaNAndCounted() {
        fixture.metrics.buffer("db").depth("x", any -> {
            throw new IllegalStateException("closed");
        });
        assertThat(fixture.scrape().value("pipeline_buffer_depth")).isNaN();
        assertThat(fixture.scrape().value("pipeline_meters_invalid_total", "meter", "buffer.depth"))
                .isPositive();
    }

    /** Throws when a meter is to be made. */
    private static final class RefusingRegistry extends SimpleMeterRegistry {
        @Override
        protected Counter newCounter(Meter.Id id) {
            throw new IllegalStateException("refused");
        }

        @Override
        protected <T> Gauge newGauge(Meter.Id id, @Nullable T obj, ToDoubleFunction<T> value) {
            throw new IllegalStateException("refused");
        }

        @Override
        protected <T> FunctionCounter newFunctionCounter(Meter.Id id, T obj, ToDoubleFunction<T> count) {
            throw new IllegalStateException("refused");
        }

        @Override
        protected Timer newTimer(Meter.Id id, DistributionStatisticConfig config, PauseDetector pauses) {
            throw new IllegalStateException("refused");
        }

        @Override
        protected DistributionSummary newDistributionSummary(
                Meter.Id id, DistributionStatisticConfig config, double scale) {
            throw new IllegalStateException("refused");
        }
    }

    /** Makes meters that throw whatever is asked of them, and lets none go. */
    private static final class ThrowingMetersRegistry extends SimpleMeterRegistry {

        ThrowingMetersRegistry() {
            super(SimpleConfig.DEFAULT, Clock.SYSTEM);
        }

        @Override
        protected Counter newCounter(Meter.Id id) {
            return new Counter() {
                @Override
                public void increment(double amount) {
                    throw new IllegalStateException("broken");
                }

                @Override
                public double count() {
                    throw new IllegalStateException("broken");
                }

                @Override
                public Meter.Id getId() {
                    return id;
                }
            };
        }

        @Override
        public @Nullable Meter remove(Meter.Id mappedId) {
            throw new IllegalStateException("broken");
        }

        @Override
        protected <T> Gauge newGauge(Meter.Id id, @Nullable T obj, ToDoubleFunction<T> value) {
            return new io.micrometer.core.instrument.noop.NoopGauge(id) {
                @Override
                public double value() {
                    throw new IllegalStateException("broken");
                }
            };
        }

        @Override
        protected <T> FunctionCounter newFunctionCounter(Meter.Id id, T obj, ToDoubleFunction<T> count) {
            return new FunctionCounter() {
                @Override
                public double count() {
                    throw new IllegalStateException("broken");
                }

                @Override
                public Meter.Id getId() {
                    return id;
                }
            };
        }

        @Override
        protected Timer newTimer(Meter.Id id, DistributionStatisticConfig config, PauseDetector pauses) {
            return new io.micrometer.core.instrument.noop.NoopTimer(id) {
                @Override
                public void record(long amount, TimeUnit unit) {
                    throw new IllegalStateException("broken");
                }
            };
        }

        @Override
        protected DistributionSummary newDistributionSummary(
                Meter.Id id, DistributionStatisticConfig config, double scale) {
            return new io.micrometer.core.instrument.noop.NoopDistributionSummary(id) {
                @Override
                public void record(double amount) {
                    throw new IllegalStateException("broken");
                }
            };
        }
    }
}
