package io.venturi.prometheus;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.DataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.StateSetSnapshot;
import io.prometheus.metrics.model.snapshots.StateSetSnapshot.StateSetDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot.SummaryDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.UnknownSnapshot;
import io.prometheus.metrics.model.snapshots.UnknownSnapshot.UnknownDataPointSnapshot;
import java.util.List;

/** The client library's snapshots, which have a class for each type. */
final class Snapshots {

    private Snapshots() {}

    /** A snapshot of the type, name, description and unit of another, with points of that type. */
    static MetricSnapshot like(MetricSnapshot other, List<DataPointSnapshot> points) {
        MetricMetadata metadata = other.getMetadata();
        if (other instanceof CounterSnapshot) {
            return new CounterSnapshot(metadata, cast(points, CounterDataPointSnapshot.class));
        }
        if (other instanceof GaugeSnapshot) {
            return new GaugeSnapshot(metadata, cast(points, GaugeDataPointSnapshot.class));
        }
        if (other instanceof HistogramSnapshot histogram) {
            return new HistogramSnapshot(
                    histogram.isGaugeHistogram(), metadata, cast(points, HistogramDataPointSnapshot.class));
        }
        if (other instanceof SummarySnapshot) {
            return new SummarySnapshot(metadata, cast(points, SummaryDataPointSnapshot.class));
        }
        if (other instanceof InfoSnapshot) {
            return new InfoSnapshot(metadata, cast(points, InfoDataPointSnapshot.class));
        }
        return other instanceof StateSetSnapshot
                ? new StateSetSnapshot(metadata, cast(points, StateSetDataPointSnapshot.class))
                : new UnknownSnapshot(metadata, cast(points, UnknownDataPointSnapshot.class));
    }

    private static <P> List<P> cast(List<DataPointSnapshot> points, Class<P> type) {
        return points.stream().map(type::cast).toList();
    }
}
