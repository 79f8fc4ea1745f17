package io.venturi.benchmarks;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.export.CollectionRegistration;
import io.opentelemetry.sdk.metrics.export.MetricReader;

/** OpenTelemetry's SDK with a reader, without which it would record nothing; cumulative, as for Prometheus. */
final class OpenTelemetryMeters {

    static final Attributes LABELS = Attributes.of(
            AttributeKey.stringKey("source"), "db",
            AttributeKey.stringKey("table"), "public.orders",
            AttributeKey.stringKey("operation"), "INSERT");

    private final SdkMeterProvider provider =
            SdkMeterProvider.builder().registerMetricReader(new Reader()).build();

    Meter meter() {
        return provider.get("benchmarks");
    }

    /** Reads when asked, which nobody does while it is measured. */
    private static final class Reader implements MetricReader {

        @Override
        public void register(CollectionRegistration registration) {}

        @Override
        public AggregationTemporality getAggregationTemporality(InstrumentType type) {
            return AggregationTemporality.CUMULATIVE;
        }

        @Override
        public CompletableResultCode forceFlush() {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess();
        }
    }
}
