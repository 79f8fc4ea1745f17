package io.venturi.examples.deploy.rules;

import io.venturi.examples.deploy.settings.GroupLabels;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Says of which deployment and which replica an alert is: by the labels that it has, without those that are empty. Immutable. */
final class Whereabouts {

    private final GroupLabels groups;

    Whereabouts(GroupLabels groups) {
        this.groups = groups;
    }

    /** As a template of Prometheus, for alerts with these labels; empty for those that are of no deployment. */
    String template(Set<String> labels) {
        StringBuilder text = new StringBuilder();
        for (String label : named(labels)) {
            String separator = text.isEmpty() ? "" : ", ";
            text.append("{{ with $labels.")
                    .append(label)
                    .append(" }}")
                    .append(separator)
                    .append(label)
                    .append(" {{ . }}{{ end }}");
        }
        return text.toString();
    }

    /** What becomes of the template where labels have these values. */
    String filled(Set<String> labels, UnaryOperator<String> value) {
        StringBuilder text = new StringBuilder();
        for (String label : named(labels)) {
            if (!value.apply(label).isEmpty()) {
                text.append(text.isEmpty() ? "" : ", ")
                        .append(label)
                        .append(' ')
                        .append(value.apply(label));
            }
        }
        return text.toString();
    }

    /** The job first, as each alert of a deployment has it. */
    private List<String> named(Set<String> labels) {
        List<String> named = new ArrayList<>(List.of(GroupLabels.JOB));
        groups.names().stream().filter(label -> !label.equals(GroupLabels.JOB)).forEach(named::add);
        named.add(GroupLabels.INSTANCE);
        named.retainAll(labels);
        return named;
    }
}
