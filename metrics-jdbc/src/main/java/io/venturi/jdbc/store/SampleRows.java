package io.venturi.jdbc.store;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** Samples as rows of {@code metric_sample}. */
final class SampleRows extends FigureRows<Sample> {

    SampleRows(String relation, List<Sample> samples, RowOrder order) {
        super(relation, List.of("value"), List.of("double precision"), samples, order);
    }

    @Override
    MetricSeries series(Sample sample) {
        return sample.series();
    }

    @Override
    Instant time(Sample sample) {
        return sample.time();
    }

    @Override
    void encode(Sample sample, CopyBuffer out) throws SQLException {
        out.number(sample.value());
    }

    @Override
    void bindFigures(PreparedStatement statement, int parameter, int from, int to) throws SQLException {
        double[] values = new double[to - from];
        for (int row = from; row < to; row++) {
            values[row - from] = figure(row).value();
        }
        statement.setObject(parameter, values);
    }
}
