package io.venturi;

import static io.venturi.Fixture.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

/** Built with clear refusals, switched off without a trace, closed without remains. */
class LifecycleTest {

    private final Fixture fixture = new Fixture();

    @Test
    void disabledRegistersNothingAndEveryCallIsSafe() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        PipelineMetrics metrics =
                PipelineMetrics.builder(registry).enabled(false).build();
        Fixture.useAll(metrics);
        metrics.bindJvm();

        assertThat(metrics.isEnabled()).isFalse();
        assertThat(registry.getMeters()).isEmpty();
        assertThat(metrics.cdc("db").table("t").inFlight()).isZero();
        boolean[] committed = {false};
        metrics.iceberg("db").table("t").commit(() -> committed[0] = true);
        assertThat(committed[0]).as("the host's own work is done").isTrue();
        metrics.close();
    }

    @Test
    void theEnvironmentSwitchesOff() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        assertThat(PipelineMetrics.builder(registry)
                        .namespace("philotes")
                        .fromEnvironment(Map.of("PHILOTES_METRICS_ENABLED", "false"))
                        .build()
                        .isEnabled())
                .isFalse();
        assertThat(PipelineMetrics.builder(registry)
                        .namespace("philotes")
                        .fromEnvironment(Map.of("PIPELINE_METRICS_ENABLED", "false"))
                        .build()
                        .isEnabled())
                .isTrue();
    }

    @Test
    void anEnvironmentThatMakesNoSenseIsRefused() {
        PipelineMetrics.Builder builder = PipelineMetrics.builder(fixture.registry)
                .namespace("odd")
                .fromEnvironment(Map.of("ODD_METRICS_ENABLED", "maybe"));
        assertThatIllegalArgumentException()
                .isThrownBy(builder::build)
                .withMessageContainingAll("ODD_METRICS_ENABLED", "maybe", "true or false");
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(strings = {"Pipeline", "9to5", "a-b", "a.b", "a b", "größe", "_x"})
    void aNamespaceThatCannotStartANameIsRefused(String namespace) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PipelineMetrics.builder(fixture.registry).namespace(namespace))
                .withMessageContainingAll("namespace", "'" + namespace + "'", "lower-case");
    }

    @Test
    void optionsOutOfRangeAreRefusedByNameValueAndRemedy() {
        PipelineMetrics.Builder builder = PipelineMetrics.builder(fixture.registry);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.maxLabelValues(0))
                .withMessageContainingAll("maxLabelValues", "0", "at least 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.staleAfter(Duration.ZERO))
                .withMessageContainingAll("staleAfter", "PT0S", "positive");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.allow(OpenLabel.TABLE, List.of("a", " ")))
                .withMessageContainingAll("allow of TABLE", "empty name");
    }

    @Test
    void anOptionIsSetOnce() {
        PipelineMetrics.Builder builder =
                PipelineMetrics.builder(fixture.registry).namespace("one");
        assertThatIllegalStateException()
                .isThrownBy(() -> builder.namespace("two"))
                .withMessageContainingAll("namespace", "one", "two");
    }

    @Test
    void aSecondInstanceInOneNamespaceIsRefusedUntilTheFirstIsClosed() {
        fixture.metrics.cdc("db").retry();
        assertThatIllegalStateException()
                .isThrownBy(() -> PipelineMetrics.builder(fixture.registry).build())
                .withMessageContainingAll("'pipeline'", "close it first");
        assertThat(fixture.scrape().value("pipeline_cdc_retries_total"))
                .as("the first is unharmed")
                .isEqualTo(1);
        assertThat(fixture.scrape().has("pipeline_build_info")).isTrue();
        assertThat(fixture.scrape().has("pipeline_meters_invalid_total")).isTrue();

        fixture.metrics.close();
        PipelineMetrics again = PipelineMetrics.builder(fixture.registry).build();
        again.cdc("db").retry();
        assertThat(fixture.scrape().value("pipeline_cdc_retries_total")).isEqualTo(1);
    }

    @Test
    void aSecondInstanceIsRefusedInACompositeToo() {
        CompositeMeterRegistry composite = new CompositeMeterRegistry();
        composite.add(fixture.registry);
        PipelineMetrics first =
                PipelineMetrics.builder(composite).namespace("once").build();
        assertThatIllegalStateException()
                .isThrownBy(() ->
                        PipelineMetrics.builder(composite).namespace("once").build());
        first.cdc("db").retry();
        assertThat(fixture.scrape().value("once_cdc_retries_total")).isEqualTo(1);
    }

    @Test
    void afterCloseNothingComesBack() {
        CdcTableMeters table = fixture.metrics.cdc("db").table("t");
        fixture.metrics.close();
        table.processed(Operation.TRUNCATE, START);
        fixture.metrics.cdc("other").table("t").received(Operation.INSERT, START);
        fixture.metrics.iceberg("db").table("t").committed(1);
        fixture.metrics.bindJvm();
        assertThat(fixture.registry.getMeters()).isEmpty();
    }

    @Test
    void theFirstSourceIsAnotherOneOnceItWasClosed() {
        CdcMeters closed = fixture.metrics.cdc("db");
        CdcMeters other = fixture.metrics.cdc("other");
        closed.close();
        CdcMeters again = fixture.metrics.cdc("db");
        again.retry();
        assertThat(again).isNotSameAs(closed).isSameAs(fixture.metrics.cdc(new String("db")));
        assertThat(fixture.metrics.cdc("other")).isSameAs(other);
        assertThat(fixture.registry
                        .get("pipeline.cdc.retries")
                        .tag("source", "db")
                        .functionCounter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void aTableThatIsAskedForWhileItIsClosedComesBackWhole() {
        CdcMeters cdc = fixture.metrics.cdc("db");
        CdcTableMeters table = cdc.table("t");
        fixture.registry.config().onMeterRemoved(any -> cdc.table("t").processed(Operation.INSERT, START));
        table.close();
        CdcTableMeters again = cdc.table("t");
        again.processed(Operation.INSERT, START);

        Scraped scraped = fixture.scrape();
        assertThat(again).isNotSameAs(table);
        assertThat(scraped.value("pipeline_cdc_events_total", "table", "t", "operation", "INSERT"))
                .isEqualTo(1);
        assertThat(scraped.samples("pipeline_cdc_events_skipped_total")).hasSize(SkipReason.COUNT);
        assertThat(scraped.value("pipeline_cdc_lag_seconds")).isZero();
    }

    @Test
    void theVersionIsTheBuilds() {
        assertThat(fixture.scrape().samples("pipeline_build_info"))
                .singleElement()
                .satisfies(sample -> assertThat(sample.labels().get("version")).matches("\\d+\\.\\d+\\.\\d+.*"));
    }

    @Test
    void closingRemovesEverySeries() {
        Fixture.useAll(fixture.metrics);
        fixture.metrics.bindJvm();
        assertThat(fixture.scrape().has("process_cpu_seconds_total")).isTrue();
        fixture.metrics.close();
        fixture.metrics.close();
        assertThat(fixture.registry.getMeters()).isEmpty();
        assertThat(fixture.scrape().types()).isEmpty();
    }

    @Test
    void closingOneTableLeavesTheOthers() {
        CdcMeters cdc = fixture.metrics.cdc("db");
        CdcTableMeters a = cdc.table("a");
        a.processed(Operation.INSERT, START);
        cdc.table("b").processed(Operation.INSERT, START);
        a.close();
        a.processed(Operation.INSERT, START);

        Scraped scraped = fixture.scrape();
        assertThat(scraped.has("pipeline_cdc_events_total", "table", "a")).isFalse();
        assertThat(scraped.value("pipeline_cdc_events_total", "table", "b", "operation", "INSERT"))
                .isEqualTo(1);
        assertThat(scraped.value("pipeline_meters_invalid_total", "reason", "closed"))
                .isEqualTo(1);

        CdcTableMeters again = cdc.table("a");
        assertThat(again).isNotSameAs(a);
        again.processed(Operation.INSERT, START);
        assertThat(fixture.scrape().value("pipeline_cdc_events_total", "table", "a", "operation", "INSERT"))
                .isEqualTo(1);
    }

    @Test
    void closingASourceLeavesTheSharedOverflowCounter() {
        fixture.metrics.cdc("a").close();
        fixture.metrics.cdc("b");
        assertThat(fixture.scrape().has("pipeline_meters_overflow_total", "meter", "cdc.table"))
                .isTrue();
    }

    @Test
    void metersOfTheJvmThatTheHostHasBoundStayTheHosts() {
        new io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics().bindTo(fixture.registry);
        fixture.metrics.bindJvm().bindJvm();
        assertThat(fixture.scrape().has("jvm_memory_used_bytes")).isTrue();
        assertThat(fixture.scrape().has("process_resident_memory_bytes")).isTrue();
        fixture.metrics.close();
        assertThat(fixture.scrape().has("jvm_threads_live_threads")).isTrue();
        assertThat(fixture.scrape().has("jvm_memory_used_bytes")).isFalse();
    }
}
