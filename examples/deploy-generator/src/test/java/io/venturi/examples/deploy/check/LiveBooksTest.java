package io.venturi.examples.deploy.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a figure may have been between two times is what was read then, and just before and after. */
class LiveBooksTest {

    private final LiveBooks books = new LiveBooks(IntStream.range(0, 10)
            .<JsonNode>mapToObj(i -> JsonNodeFactory.instance
                    .objectNode()
                    .put("at_millis", 1_000L * i)
                    .put("depth", 10 * i))
            .toList());

    @Test
    void theReadingsAroundTheTimesCount() {
        DoubleSummaryStatistics seen = depth(2.5, 4.5);
        assertThat(seen.getMin()).isEqualTo(20);
        assertThat(seen.getMax()).isEqualTo(50);
        assertThat(depth(3.2, 3.3).getCount()).isEqualTo(2);
    }

    @Test
    void outsideOfWhatWasReadTheNearestReadingCounts() {
        assertThat(depth(-5, 0.5).getMin()).isZero();
        assertThat(depth(8.5, 20).getMax()).isEqualTo(90);
        assertThat(List.of(books.begin(), books.end())).containsExactly(0.0, 9.0);
    }

    private DoubleSummaryStatistics depth(double from, double to) {
        return books.between(from, to, page -> page.get("depth").asDouble());
    }
}
