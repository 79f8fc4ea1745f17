package io.venturi.examples.cdc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ScrapeTest {
    private final Scrape scrape = Scrape.parse("""
            # HELP demo_things_total Things.
            # TYPE demo_things_total counter
            demo_things_total{table="a",kind="x, {y}"} 2.0
            demo_things_total{table="b",kind="x"} 3.0
            demo_size_bucket{le="+Inf"} 1
            demo_age NaN
            """, "demo");

    @Test
    void seriesWithTheLabelsAreSummed() {
        assertThat(scrape.value("things_total")).isEqualTo(5);
        assertThat(scrape.value("things_total", Map.of("table", "b"))).isEqualTo(3);
        assertThat(scrape.value("things_total", Map.of("kind", "x, {y}"))).isEqualTo(2);
    }

    @Test
    void whatIsNotThereIsNotANumber() {
        assertThat(scrape.find("nothing", Map.of())).isEmpty();
        assertThat(scrape.value("things_total", Map.of("table", "c"))).isNaN();
        assertThat(scrape.value("age")).isNaN();
    }
}
