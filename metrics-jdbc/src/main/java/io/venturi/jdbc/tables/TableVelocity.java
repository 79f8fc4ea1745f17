package io.venturi.jdbc.tables;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * How fast a table grew between two counts, one run after the other.
 *
 * @param from when the first was taken
 * @param to when the second was
 * @param rows how many rows came; negative where more went
 * @param rowsPerMinute the same by time
 * @param estimated whether either count was an estimate, which may have moved without the table
 */
public record TableVelocity(Instant from, Instant to, long rows, double rowsPerMinute, boolean estimated) {

    private static final double NANOS_PER_MINUTE = 6e10;

    /** Between each point and the next; where no time passed between two, there is no velocity. */
    static List<TableVelocity> between(List<TrendPoint> points) {
        List<TableVelocity> velocities = new ArrayList<>();
        for (int i = 1; i < points.size(); i++) {
            TrendPoint one = points.get(i - 1);
            TrendPoint next = points.get(i);
            Duration time = Duration.between(one.countedAt(), next.countedAt());
            if (time.compareTo(Duration.ZERO) > 0) {
                velocities.add(between(one, next, time));
            }
        }
        return velocities;
    }

    private static TableVelocity between(TrendPoint one, TrendPoint next, Duration time) {
        long rows = next.rows() - one.rows();
        return new TableVelocity(
                one.countedAt(),
                next.countedAt(),
                rows,
                rows / (time.toNanos() / NANOS_PER_MINUTE),
                one.method().isEstimate() || next.method().isEstimate());
    }
}
