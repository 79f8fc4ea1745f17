package io.venturi.examples.deploy.rules;

import io.venturi.examples.deploy.settings.GroupLabels;
import java.util.ArrayList;
import java.util.List;

/**
 * Adds to an alert's examples one in which others fare well beside the one that does not: deployments that differ in one label,
 * and a replica. It has to fire all the same, once, and say which it is. Immutable.
 */
final class Neighbours {

    private static final String OTHER = "other";

    private final GroupLabels groups;

    private Neighbours(GroupLabels groups) {
        this.groups = groups;
    }

    static Neighbours of(GroupLabels groups) {
        return new Neighbours(groups);
    }

    /** The alert's own examples, and that. */
    List<AlertCase> addedTo(Alert alert) {
        List<AlertCase> cases = new ArrayList<>(alert.cases());
        if (alert.condition().labels().contains(GroupLabels.JOB)) {
            AlertCase ill =
                    alert.cases().stream().filter(AlertCase::fires).findFirst().orElseThrow();
            AlertCase well = alert.cases().stream()
                    .filter(each -> !each.fires())
                    .findFirst()
                    .orElseThrow();
            List<String> differing = new ArrayList<>(groups.names());
            if (alert.isOfEachReplica()) {
                differing.add(GroupLabels.INSTANCE);
            }
            cases.add(ill.beside(differing.stream()
                    .flatMap(label -> well.input().stream().map(series -> series.with(label, OTHER)))
                    .toList()));
        }
        return cases;
    }
}
