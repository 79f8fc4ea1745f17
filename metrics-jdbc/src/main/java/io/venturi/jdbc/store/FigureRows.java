package io.venturi.jdbc.store;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/**
 * Figures of a batch as rows: time and series first, and then what such a figure has.
 *
 * @param <T> the figures
 */
abstract class FigureRows<T> implements Rows {

    /** Time and series. */
    private static final int COMMON = 2;

    private final String target;
    private final int columns;
    private final String source;
    private final List<T> figures;
    private final RowOrder order;

    /**
     * Rows of these figures, in that order.
     *
     * @param columns what there is of a figure, behind its time and series
     * @param types their types in arrays
     */
    FigureRows(String relation, List<String> columns, List<String> types, List<T> figures, RowOrder order) {
        String names = String.join(", ", columns);
        this.target = relation + " (ts, series_id, " + names + ")";
        this.columns = COMMON + columns.size();
        this.source = "SELECT " + PostgresTime.EPOCH + " + micros * interval '1 microsecond', series_id, " + names
                + " FROM unnest(?::bigint[], ?::bigint[], ?::" + String.join("[], ?::", types)
                + "[]) AS figure (micros, series_id, " + names + ")";
        this.figures = figures;
        this.order = order;
    }

    @Override
    public final String target() {
        return target;
    }

    @Override
    public final String source() {
        return source;
    }

    @Override
    public final int size() {
        return order.size();
    }

    final T figure(int row) {
        return figures.get(order.index(row));
    }

    @Override
    public final MetricSeries series(int row) {
        return series(figure(row));
    }

    @Override
    public final void encode(int row, CopyBuffer out) throws SQLException {
        T figure = figure(row);
        out.row(columns);
        out.number(PostgresTime.micros(time(figure)));
        out.number(order.id(row));
        encode(figure, out);
    }

    @Override
    public final void bind(PreparedStatement statement, int from, int to) throws SQLException {
        long[] times = new long[to - from];
        long[] ids = new long[to - from];
        for (int row = from; row < to; row++) {
            times[row - from] = PostgresTime.micros(time(figure(row)));
            ids[row - from] = order.id(row);
        }
        statement.setObject(1, times);
        statement.setObject(2, ids);
        bindFigures(statement, COMMON + 1, from, to);
    }

    abstract MetricSeries series(T figure);

    abstract Instant time(T figure);

    /** Writes what stands behind time and series. */
    abstract void encode(T figure, CopyBuffer out) throws SQLException;

    /** Binds the arrays of that, from a parameter on. */
    abstract void bindFigures(PreparedStatement statement, int parameter, int from, int to) throws SQLException;
}
