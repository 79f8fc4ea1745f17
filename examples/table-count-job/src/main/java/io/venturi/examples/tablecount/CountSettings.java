package io.venturi.examples.tablecount;

import io.venturi.PipelineMetrics;
import io.venturi.jdbc.tables.CountStrategy;
import io.venturi.jdbc.tables.TableCountCollector;
import java.time.Duration;
import javax.sql.DataSource;

/** What is to be counted, and how. */
final class CountSettings {

    private static final Duration DEFAULT_TABLE_TIMEOUT = Duration.ofMinutes(1);
    private static final Duration DEFAULT_DEADLINE = Duration.ofMinutes(10);

    private CountSettings() {}

    /** A collector as the environment wants it; it asks the database nothing yet. */
    static TableCountCollector collector(
            Environment environment, String database, DataSource source, PipelineMetrics metrics) {
        TableCountCollector.Builder builder = TableCountCollector.builder(source, metrics)
                .database(database)
                .strategy(strategy(environment.get("TABLE_COUNT_STRATEGY", "exact")))
                .sizes(environment.flag("TABLE_COUNT_SIZES"))
                .statementTimeout(environment.seconds("TABLE_COUNT_TABLE_TIMEOUT_SECONDS", DEFAULT_TABLE_TIMEOUT))
                .runDeadline(environment.seconds("TABLE_COUNT_DEADLINE_SECONDS", DEFAULT_DEADLINE));
        String[] include = environment.list("TABLE_COUNT_INCLUDE");
        if (include.length > 0) {
            builder.include(include);
        }
        String[] exclude = environment.list("TABLE_COUNT_EXCLUDE");
        if (exclude.length > 0) {
            builder.exclude(exclude);
        }
        String[] skipSchemas = environment.list("TABLE_COUNT_SKIP_SCHEMAS");
        if (skipSchemas.length > 0) {
            builder.skipSchemas(skipSchemas);
        }
        String store = environment.get("TABLE_COUNT_STORE_SCHEMA");
        if (store != null) {
            builder.store(store);
        }
        return builder.build();
    }

    /** {@code exact}, {@code estimate}, {@code hybrid}, {@code hybrid:ROWS} or {@code sample:PERCENT}. */
    static CountStrategy strategy(String text) {
        int colon = text.indexOf(':');
        String parameter = colon < 0 ? "" : text.substring(colon + 1);
        try {
            switch (colon < 0 ? text : text.substring(0, colon + 1)) {
                case "exact" -> {
                    return CountStrategy.exact();
                }
                case "estimate" -> {
                    return CountStrategy.estimate();
                }
                case "hybrid" -> {
                    return CountStrategy.hybrid();
                }
                case "hybrid:" -> {
                    return CountStrategy.hybrid(Long.parseLong(parameter));
                }
                case "sample:" -> {
                    return CountStrategy.sample(Double.parseDouble(parameter));
                }
                default -> {}
            }
        } catch (IllegalArgumentException e) {
            throw new BadSettingException("TABLE_COUNT_STRATEGY is '" + text + "': " + e.getMessage());
        }
        throw new BadSettingException("TABLE_COUNT_STRATEGY is '" + text
                + "': give exact, estimate, hybrid, hybrid:ROWS or sample:PERCENT, such as hybrid:1000000");
    }
}
