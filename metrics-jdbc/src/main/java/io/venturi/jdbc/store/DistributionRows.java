package io.venturi.jdbc.store;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** What histograms saw as rows of {@code metric_distribution}. */
final class DistributionRows extends FigureRows<DistributionSample> {

    DistributionRows(String relation, List<DistributionSample> distributions, RowOrder order) {
        super(
                relation,
                List.of("count", "sum", "max", "sketch"),
                List.of("bigint", "double precision", "double precision", "bytea"),
                distributions,
                order);
    }

    @Override
    MetricSeries series(DistributionSample distribution) {
        return distribution.series();
    }

    @Override
    Instant time(DistributionSample distribution) {
        return distribution.time();
    }

    @Override
    void encode(DistributionSample distribution, CopyBuffer out) throws SQLException {
        out.number(distribution.count());
        out.number(distribution.sum());
        out.number(distribution.max());
        out.bytes(distribution.sketch());
    }

    @Override
    void bindFigures(PreparedStatement statement, int parameter, int from, int to) throws SQLException {
        int rows = to - from;
        long[] counts = new long[rows];
        double[] sums = new double[rows];
        double[] maxima = new double[rows];
        byte[][] sketches = new byte[rows][];
        for (int i = 0; i < rows; i++) {
            DistributionSample distribution = figure(from + i);
            counts[i] = distribution.count();
            sums[i] = distribution.sum();
            maxima[i] = distribution.max();
            sketches[i] = distribution.sketch();
        }
        statement.setObject(parameter, counts);
        statement.setObject(parameter + 1, sums);
        statement.setObject(parameter + 2, maxima);
        statement.setObject(parameter + 3, sketches);
    }
}
