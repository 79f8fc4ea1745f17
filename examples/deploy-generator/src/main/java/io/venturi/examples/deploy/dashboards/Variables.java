package io.venturi.examples.deploy.dashboards;

import io.venturi.catalog.LibraryCatalog;
import io.venturi.catalog.MeterSpec;
import io.venturi.examples.deploy.document.Document;
import io.venturi.examples.deploy.promql.Meters;
import io.venturi.examples.deploy.promql.Series;
import io.venturi.examples.deploy.settings.GroupLabels;
import io.venturi.examples.deploy.settings.Settings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What can be chosen at the top of a dashboard. Queries are filtered by all of it. */
final class Variables {

    private static final String EVERYTHING = ".*";
    private static final int SORTED = 1;
    private static final int ON_TIME_RANGE = 2;
    private static final int ON_LOAD = 1;

    /** Values of a label of a meter. */
    private record Choice(String label, MeterSpec meter) {}

    private final GroupLabels groups;
    private final List<Choice> choices = new ArrayList<>();

    Variables(GroupLabels groups) {
        this.groups = groups;
    }

    /** Lets values of a label be chosen, as a meter has them. */
    Variables choose(String label, MeterSpec meter) {
        choices.add(new Choice(label, meter));
        return this;
    }

    /** The meters of the chosen namespace, filtered by what is chosen. */
    Meters meters() {
        Map<String, String> filters = new LinkedHashMap<>();
        groups.names().forEach(label -> filters.put(label, "$" + variable(label)));
        choices.forEach(choice -> filters.put(choice.label, "$" + choice.label));
        return everything().filteredBy(filters);
    }

    private Meters everything() {
        return Meters.in("${namespace}", groups.andReplica());
    }

    /** What a label's values are chosen by: {@code namespace} is that of the metrics. */
    private String variable(String label) {
        boolean isTargets = groups.names().contains(label) && !label.equals(GroupLabels.JOB);
        return isTargets ? "target_" + label : label;
    }

    List<Object> json(Settings settings) {
        List<Object> all = new ArrayList<>();
        all.add(new Document()
                .with("name", "datasource")
                .with("label", "Prometheus")
                .with("type", "datasource")
                .with("query", "prometheus")
                .entries());
        all.add(namespace(settings));
        List<Choice> inOrder = new ArrayList<>();
        groups.names().forEach(label -> inOrder.add(new Choice(label, LibraryCatalog.BUILD_INFO)));
        inOrder.addAll(choices);
        List<String> chosen = new ArrayList<>();
        for (Choice choice : inOrder) {
            Series series = choice.meter.type().isHistogram()
                    ? everything().histogram(choice.meter).count()
                    : everything().series(choice.meter);
            for (String earlier : chosen) {
                if (series.labels().contains(earlier)) {
                    series = series.matching(earlier, "$" + variable(earlier));
                }
            }
            all.add(values(choice.label, series));
            chosen.add(choice.label);
        }
        return all;
    }

    /** Every namespace that Prometheus knows: each has this counter from the start. */
    private static Map<String, Object> namespace(Settings settings) {
        String rest = LibraryCatalog.INVALID.prometheusName("");
        return query("namespace", "metrics namespace", "metrics(.+" + rest + ")")
                .with("regex", "/^(.+)" + rest + "$/")
                .with("refresh", ON_LOAD)
                .with("multi", false)
                .with("includeAll", false)
                .with(
                        "current",
                        new Document()
                                .with("selected", true)
                                .with("text", settings.namespace())
                                .with("value", settings.namespace()))
                .entries();
    }

    private Map<String, Object> values(String label, Series series) {
        return query(variable(label), label, "label_values(" + series.selector() + ", " + label + ")")
                .with("refresh", ON_TIME_RANGE)
                .with("multi", true)
                .with("includeAll", true)
                .with("allValue", EVERYTHING)
                .with(
                        "current",
                        new Document()
                                .with("selected", true)
                                .with("text", List.of("All"))
                                .with("value", List.of("$__all")))
                .entries();
    }

    private static Document query(String name, String label, String query) {
        return new Document()
                .with("name", name)
                .with("label", label)
                .with("type", "query")
                .with("datasource", dataSource())
                .with("query", query)
                .with("sort", SORTED);
    }

    static Map<String, Object> dataSource() {
        return new Document()
                .with("type", "prometheus")
                .with("uid", "${datasource}")
                .entries();
    }
}
