package io.venturi.jdbc.store;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/** What histograms saw as rows of {@code metric_distribution}. */
final class DistributionRows implements Rows {

    private static final int COLUMNS = 6;
    private static final String SOURCE = "SELECT " + PostgresTime.EPOCH
            + " + micros * interval '1 microsecond', series_id, count, sum, max, sketch"
            + " FROM unnest(?::bigint[], ?::bigint[], ?::bigint[], ?::double precision[], ?::double precision[], ?::bytea[])"
            + " AS distribution (micros, series_id, count, sum, max, sketch)";

    private final String relation;
    private final List<DistributionSample> distributions;
    private final RowOrder order;

    DistributionRows(String relation, List<DistributionSample> distributions, RowOrder order) {
        this.relation = relation;
        this.distributions = distributions;
        this.order = order;
    }

    @Override
    public String target() {
        return relation + " (ts, series_id, count, sum, max, sketch)";
    }

    @Override
    public String source() {
        return SOURCE;
    }

    @Override
    public int size() {
        return order.size();
    }

    private DistributionSample distribution(int row) {
        return distributions.get(order.index(row));
    }

    @Override
    public MetricSeries series(int row) {
        return distribution(row).series();
    }

    @Override
    public void encode(int row, CopyBuffer out) throws SQLException {
        DistributionSample distribution = distribution(row);
        out.row(COLUMNS);
        out.number(PostgresTime.micros(distribution.time()));
        out.number(order.id(row));
        out.number(distribution.count());
        out.number(distribution.sum());
        out.number(distribution.max());
        out.bytes(distribution.sketch());
    }

    @Override
    public void bind(PreparedStatement statement, int from, int to) throws SQLException {
        int rows = to - from;
        long[] times = new long[rows];
        long[] ids = new long[rows];
        long[] counts = new long[rows];
        double[] sums = new double[rows];
        double[] maxima = new double[rows];
        byte[][] sketches = new byte[rows][];
        for (int i = 0; i < rows; i++) {
            DistributionSample distribution = distribution(from + i);
            times[i] = PostgresTime.micros(distribution.time());
            ids[i] = order.id(from + i);
            counts[i] = distribution.count();
            sums[i] = distribution.sum();
            maxima[i] = distribution.max();
            sketches[i] = distribution.sketch();
        }
        statement.setObject(1, times);
        statement.setObject(2, ids);
        statement.setObject(3, counts);
        statement.setObject(4, sums);
        statement.setObject(5, maxima);
        statement.setObject(6, sketches);
    }
}
