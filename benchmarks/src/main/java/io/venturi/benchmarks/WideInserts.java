package io.venturi.benchmarks;

import io.venturi.jdbc.store.MetricSeries;
import io.venturi.jdbc.store.Sample;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What is written first mostly: a row that says all of a sample, by INSERTs that the driver makes one of. */
final class WideInserts implements SampleSink {

    private static final int BATCH = 1_000;

    private final Connection connection;
    /** Nobody would make the same text again and again. */
    private final Map<MetricSeries, String> labels = new HashMap<>();

    WideInserts(StoreServer server) throws SQLException {
        connection = server.connect("&reWriteBatchedInserts=true");
        connection.setAutoCommit(false);
    }

    @Override
    public void store(List<List<Sample>> steps) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO " + StoreServer.WIDE
                + " (recorded_at, runtime, metric_name, metric_type, value, unit, help_text, labels)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?::jsonb)")) {
            for (List<Sample> step : steps) {
                int rows = 0;
                for (Sample sample : step) {
                    add(insert, sample);
                    if (++rows % BATCH == 0) {
                        insert.executeBatch();
                    }
                }
                insert.executeBatch();
                connection.commit();
            }
        }
    }

    private void add(PreparedStatement insert, Sample sample) throws SQLException {
        MetricSeries series = sample.series();
        insert.setObject(1, sample.time().atOffset(ZoneOffset.UTC));
        insert.setString(2, "benchmark");
        insert.setString(3, series.name());
        insert.setString(4, series.type().name());
        insert.setDouble(5, sample.value());
        insert.setString(6, series.unit());
        insert.setString(7, series.help());
        insert.setString(8, labels.computeIfAbsent(series, WideInserts::json));
        insert.addBatch();
    }

    private static String json(MetricSeries series) {
        return series.labels().entrySet().stream()
                .map(label -> '"' + label.getKey() + "\": \"" + label.getValue() + '"')
                .collect(Collectors.joining(", ", "{", "}"));
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
