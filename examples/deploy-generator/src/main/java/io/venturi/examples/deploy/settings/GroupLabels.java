package io.venturi.examples.deploy.settings;

import io.venturi.catalog.Catalog;
import io.venturi.catalog.MeterSpec;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The labels that tell one deployment of the service from another. Rules work out each deployment's figures by themselves, and its
 * alerts are grouped and silence each other only within it. A label that nothing has is empty everywhere, and divides nothing.
 * Immutable.
 *
 * @param names the labels, without those that the meters have themselves
 */
public record GroupLabels(List<String> names) {

    /** What Prometheus calls the address that it scraped: one of the service's replicas. */
    public static final String INSTANCE = "instance";

    /** What Prometheus calls the targets of one service. */
    public static final String JOB = "job";

    /** What each alert has, to tell the namespaces of metrics apart. */
    public static final String METRICS_NAMESPACE = "metrics_namespace";

    static final GroupLabels USUAL = new GroupLabels(List.of("cluster", "namespace", JOB));

    private static final Pattern NAME = Pattern.compile("[a-zA-Z][a-zA-Z0-9_]*");
    private static final Set<String> TAKEN =
            Set.of(INSTANCE, METRICS_NAMESPACE, "alertname", "alertstate", "severity", "le");

    static GroupLabels of(String text) {
        List<String> names = List.of(text.split(",", -1));
        for (String name : names) {
            if (!NAME.matcher(name).matches()) {
                throw refused(text, "give names of labels with commas between them, such as cluster,namespace,job");
            }
            if (TAKEN.contains(name)
                    || Catalog.all().stream().map(MeterSpec::labels).anyMatch(own -> own.contains(name))) {
                throw refused(text, name + " has a meaning of its own: leave it out");
            }
        }
        if (names.stream().distinct().count() < names.size()) {
            throw refused(text, "a label is named twice: leave one out");
        }
        if (!names.contains(JOB)) {
            throw refused(text, "without job one service is not told from another: add it");
        }
        return new GroupLabels(names);
    }

    private static IllegalArgumentException refused(String text, String remedy) {
        return new IllegalArgumentException("--group-labels " + text + " is refused: " + remedy);
    }

    /** These labels, and more: what figures of a deployment are worked out by. */
    public String[] and(String... more) {
        return Stream.concat(names.stream(), Stream.of(more)).toArray(String[]::new);
    }

    /** These labels, the replica's, and more. */
    public String[] andReplica(String... more) {
        return Stream.concat(Stream.concat(names.stream(), Stream.of(INSTANCE)), Stream.of(more))
                .toArray(String[]::new);
    }
}
