package io.venturi.jdbc.store;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/** Samples as rows of {@code metric_sample}. */
final class SampleRows implements Rows {

    private static final int COLUMNS = 3;
    private static final String SOURCE = "SELECT " + PostgresTime.EPOCH
            + " + micros * interval '1 microsecond', series_id, value"
            + " FROM unnest(?::bigint[], ?::bigint[], ?::double precision[]) AS sample (micros, series_id, value)";

    private final String relation;
    private final List<Sample> samples;
    private final RowOrder order;

    SampleRows(String relation, List<Sample> samples, RowOrder order) {
        this.relation = relation;
        this.samples = samples;
        this.order = order;
    }

    @Override
    public String target() {
        return relation + " (ts, series_id, value)";
    }

    @Override
    public String source() {
        return SOURCE;
    }

    @Override
    public int size() {
        return order.size();
    }

    private Sample sample(int row) {
        return samples.get(order.index(row));
    }

    @Override
    public MetricSeries series(int row) {
        return sample(row).series();
    }

    @Override
    public void encode(int row, CopyBuffer out) throws SQLException {
        Sample sample = sample(row);
        out.row(COLUMNS);
        out.number(PostgresTime.micros(sample.time()));
        out.number(order.id(row));
        out.number(sample.value());
    }

    @Override
    public void bind(PreparedStatement statement, int from, int to) throws SQLException {
        long[] times = new long[to - from];
        long[] ids = new long[to - from];
        double[] values = new double[to - from];
        for (int row = from; row < to; row++) {
            Sample sample = sample(row);
            times[row - from] = PostgresTime.micros(sample.time());
            ids[row - from] = order.id(row);
            values[row - from] = sample.value();
        }
        statement.setObject(1, times);
        statement.setObject(2, ids);
        statement.setObject(3, values);
    }
}
