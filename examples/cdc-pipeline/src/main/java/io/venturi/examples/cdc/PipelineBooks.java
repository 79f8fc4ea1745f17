package io.venturi.examples.cdc;

import io.venturi.Operation;
import io.venturi.examples.cdc.PipelineTally.Step;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** What the demo itself counted, and what is in its tables now, as data: from its own ledgers, never from the meters. */
final class PipelineBooks {
    private final EmbeddedDatabase database;
    private final ChangeLedger ledger;
    private final PipelineTally tally;
    private final Map<ShopTable, LakeTable> lakeTables;
    private final EventBuffer buffer;
    private final ApiTally answers;

    PipelineBooks(
            EmbeddedDatabase database,
            ChangeLedger ledger,
            PipelineTally tally,
            Map<ShopTable, LakeTable> lakeTables,
            EventBuffer buffer,
            ApiTally answers) {
        this.database = database;
        this.ledger = ledger;
        this.tally = tally;
        this.lakeTables = lakeTables;
        this.buffer = buffer;
        this.answers = answers;
    }

    /** The figures of now, by names that can be written as JSON. What is in the database is null while nobody can ask it. */
    Map<String, Object> now() {
        Map<String, Object> books = new LinkedHashMap<>();
        books.put("at_millis", System.currentTimeMillis());
        books.put("tables", byTable(ShopTable::qualifiedName, this::table));
        books.put("lake", byTable(ShopTable::lakeName, this::lake));
        books.put("buffer", Map.of("depth", buffer.depth(), "capacity", buffer.capacity()));
        books.put("api", answers.byEndpoint());
        return books;
    }

    private static Map<String, Object> byTable(
            Function<ShopTable, String> name, Function<ShopTable, Map<String, ?>> figures) {
        Map<String, Object> all = new LinkedHashMap<>();
        for (ShopTable table : ShopTable.values()) {
            all.put(name.apply(table), figures.apply(table));
        }
        return all;
    }

    private Map<String, ?> table(ShopTable table) {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("changed", byOperation(operation -> ledger.rows(table, operation)));
        // What left is read before what came.
        for (Step step : new Step[] {Step.PROCESSED, Step.SKIPPED, Step.DEAD_LETTERED, Step.RECEIVED}) {
            figures.put(
                    step.name().toLowerCase(Locale.ROOT), byOperation(operation -> tally.get(table, step, operation)));
        }
        figures.put("in_flight", tally.inFlight(table));
        figures.put("rows", rows(table));
        return figures;
    }

    private static Map<String, Long> byOperation(ToLongFunction<Operation> count) {
        Map<String, Long> counts = new LinkedHashMap<>();
        for (Operation operation : Operation.values()) {
            counts.put(operation.name(), count.applyAsLong(operation));
        }
        return counts;
    }

    private Map<String, ?> lake(ShopTable table) {
        LakeTable target = Objects.requireNonNull(lakeTables.get(table));
        return Map.of("commits", target.commits(), "conflicts", target.conflicts(), "records", target.records());
    }

    private @Nullable Long rows(ShopTable table) {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery("SELECT count(*) FROM " + table.qualifiedName())) {
            count.next();
            return count.getLong(1);
        } catch (SQLException e) {
            return null; // the database is down
        }
    }
}
