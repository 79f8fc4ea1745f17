package io.venturi.jdbc.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import javax.sql.DataSource;

/** The samples in the schema {@code metrics}. */
final class StoredRows {

    private StoredRows() {}

    /** All values, in their order, each as often as it is there. */
    static List<Long> values(DataSource source) throws SQLException {
        return numbers(source, "SELECT value::bigint FROM metrics.metric_sample ORDER BY 1");
    }

    /** Each value from {@code from} up to {@code to}, which is not meant, is there once; of other values, nothing is said. */
    static void assertOnce(DataSource source, long from, long to) throws SQLException {
        Map<Long, Long> times = values(source).stream()
                .filter(value -> from <= value && value < to)
                .collect(Collectors.groupingBy(value -> value, Collectors.counting()));
        List<Long> missing = LongStream.range(from, to)
                .boxed()
                .filter(value -> !times.containsKey(value))
                .toList();
        times.values().removeIf(count -> count == 1);
        assertThat(missing).as("missing from %d to %d", from, to).isEmpty();
        assertThat(times).as("stored more than once").isEmpty();
    }

    /** How many rows. */
    static long count(DataSource source) throws SQLException {
        return numbers(source, "SELECT count(*) FROM metrics.metric_sample").get(0);
    }

    /** The first column. */
    static List<Long> numbers(DataSource source, String sql) throws SQLException {
        List<Long> numbers = new ArrayList<>();
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                numbers.add(rows.getLong(1));
            }
        }
        return numbers;
    }
}
