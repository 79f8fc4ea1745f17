package io.venturi.jdbc.tables;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Wrong options are refused, and the message says what to do. */
class OptionsTest {

    private final Collected collected = new Collected();

    @AfterEach
    void close() {
        collected.close();
    }

    private void refused(String message, Consumer<TableCountCollector.Builder> option) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> option.accept(collected.collector(Sources.refusing())))
                .withMessageContaining(message);
    }

    @Test
    void wrongValues() {
        refused("maxTables is 0", builder -> builder.maxTables(0));
        refused("parallelism is -1", builder -> builder.parallelism(-1));
        refused("interval is PT0S", builder -> builder.interval(Duration.ZERO));
        refused("statementTimeout is PT-1S", builder -> builder.statementTimeout(Duration.ofSeconds(-1)));
        refused("jitter is PT-1S", builder -> builder.jitter(Duration.ofSeconds(-1)));
        refused("jitter is PT1H", builder -> builder.jitter(Duration.ofHours(1)).build());
        refused("toleratedFailures is 1.1", builder -> builder.toleratedFailures(1.1));
        refused("toleratedFailures is NaN", builder -> builder.toleratedFailures(Double.NaN));
        refused("deltaAlertRatio is 0.0", builder -> builder.deltaAlertRatio(0));
        refused("exclude 'orders' names no table", builder -> builder.exclude("orders"));
        refused("include '.orders' names no table", builder -> builder.include(".orders"));
        refused("exclude is empty", builder -> builder.exclude());
        refused("skipSchemas has 'a*'", builder -> builder.skipSchemas("a*"));
        refused("filter is ''", builder -> builder.filter("", "*", "true"));
        refused("predicate of filter 'f' is blank", builder -> builder.filter("f", "*", " "));
        refused("exactBelow is 0", builder -> builder.strategy(CountStrategy.hybrid(0)));
        refused("percentage is 0.0", builder -> builder.strategy(CountStrategy.sample(0)));
        refused("percentage is NaN", builder -> builder.strategy(CountStrategy.sample(Double.NaN)));
        refused("query is ' '", builder -> builder.strategy(CountStrategy.query(" ")));
    }

    @Test
    void valuesThatAreGivenTwice() {
        TableCountCollector.Builder builder = collected
                .collector(Sources.refusing())
                .maxTables(10)
                .strategy("public.*", CountStrategy.exact())
                .filter("f", "*", "a");

        assertThatIllegalStateException()
                .isThrownBy(() -> builder.maxTables(11))
                .withMessageContaining("maxTables is set already, to 10");
        assertThatIllegalStateException()
                .isThrownBy(() -> builder.strategy("public.*", CountStrategy.estimate()))
                .withMessageContaining("strategy of public.* is set already, to exact");
        assertThatIllegalStateException()
                .isThrownBy(() -> builder.filter("f", "*", "b"))
                .withMessageContaining("filter 'f' of * is set already, to a");
    }
}
