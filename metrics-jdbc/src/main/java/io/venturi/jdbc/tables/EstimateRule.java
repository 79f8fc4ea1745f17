package io.venturi.jdbc.tables;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** How many rows a table has by what is known of its parts. */
final class EstimateRule {

    private final ServerState server;

    EstimateRule(ServerState server) {
        this.server = server;
    }

    /**
     * The sum of the parts; null where one is not known, or none was ever analysed. A part without pages is empty, analysed
     * or not: partitions for days to come are.
     */
    @Nullable
    Long rows(List<LeafFacts> leaves) {
        if (leaves.stream().noneMatch(leaf -> leaf.isAnalyzed(server))) {
            return null;
        }
        double sum = 0;
        for (LeafFacts leaf : leaves) {
            Double rows = leaf.estimate(server);
            if (rows == null) {
                return null;
            }
            sum += rows;
        }
        return Math.round(sum);
    }
}
