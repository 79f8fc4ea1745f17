package io.venturi.benchmarks;

import io.venturi.jdbc.store.MetricSeries;
import io.venturi.jdbc.store.Sample;
import io.venturi.jdbc.store.SeriesType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Steps of 10 seconds, in each of which every series has a value. */
final class SampleSteps {

    private static final Duration STEP = Duration.ofSeconds(10);
    private static final String[] OPERATIONS = {"insert", "update", "delete", "read"};

    private final List<MetricSeries> series = new ArrayList<>();
    private Instant time;
    private long number;

    /** So many series, from a time on. */
    SampleSteps(int count, Instant from) {
        this.time = from;
        for (int i = 0; i < count; i++) {
            Map<String, String> labels = Map.of(
                    "source",
                    "inventory",
                    "table",
                    "public.table_" + i / OPERATIONS.length,
                    "operation",
                    OPERATIONS[i % OPERATIONS.length]);
            series.add(MetricSeries.of(
                    "pipeline_cdc_events_received_total",
                    SeriesType.COUNTER,
                    labels,
                    null,
                    "Change events that came out of the source."));
        }
    }

    List<Sample> next() {
        List<Sample> samples = new ArrayList<>(series.size());
        for (MetricSeries one : series) {
            samples.add(new Sample(one, time, (double) number));
        }
        time = time.plus(STEP);
        number++;
        return samples;
    }
}
