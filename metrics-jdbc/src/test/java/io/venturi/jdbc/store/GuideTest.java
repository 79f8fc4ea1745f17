package io.venturi.jdbc.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.venturi.jdbc.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the guide tells to run, runs. */
class GuideTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static final Path GUIDE = Path.of("..", "docs", "growing-out.md");
    private static final Pattern BLOCK = Pattern.compile("```sql\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern INLINE = Pattern.compile("`((?:SELECT|UPDATE) [^`]+)`");

    @Test
    void theSqlOfTheGuideRuns() throws Exception {
        InstalledHistory.renew(database);
        database.execute("SELECT metrics.initialize_metric_partitions()");
        String guide = Files.readString(GUIDE);

        List<String> blocks = found(BLOCK, guide);
        assertThat(blocks).hasSize(1);
        assertThat(database.rows(blocks.get(0))).hasSize(4).allSatisfy(row -> assertThat(row)
                .hasSize(3));
        assertThat(found(INLINE, guide)).hasSize(2).allSatisfy(database::execute);
    }

    private static List<String> found(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(MatchResult::group)
                .map(match -> pattern.matcher(match).replaceAll("$1"))
                .toList();
    }
}
