package io.venturi.jdbc.store.history;

import io.venturi.jdbc.store.MetricSeries;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * What roll-ups know as one series: those of a component that have the same name and labels, whether histogram or summary.
 *
 * @param hash of its dimensions, as {@code aggregated_metrics} has it
 * @param ids those that raw records have
 */
record DistributedSeries(UUID runtimeId, MetricSeries series, String hash, List<Long> ids) {

    DistributedSeries(UUID runtimeId, MetricSeries series, String hash) {
        this(runtimeId, series, hash, new ArrayList<>());
    }
}
