package io.venturi.examples.deploy.dashboards;

import io.venturi.catalog.LibraryCatalog;
import io.venturi.catalog.MeterSpec;
import io.venturi.examples.deploy.document.Document;
import io.venturi.examples.deploy.promql.Meters;
import io.venturi.examples.deploy.promql.Series;
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

    private final List<Choice> choices = new ArrayList<>();

    /** Lets values of a label be chosen, as a meter has them. */
    Variables choose(String label, MeterSpec meter) {
        choices.add(new Choice(label, meter));
        return this;
    }

    /** The meters of the chosen namespace, filtered by what is chosen. */
    Meters meters() {
        Map<String, String> filters = new LinkedHashMap<>();
        filters.put("job", "$job");
        choices.forEach(choice -> filters.put(choice.label, "$" + choice.label));
        return Meters.in("${namespace}").filteredBy(filters);
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
        Series everything = Meters.in("${namespace}").series(LibraryCatalog.BUILD_INFO);
        all.add(values("job", everything));
        List<String> chosen = new ArrayList<>(List.of("job"));
        for (Choice choice : choices) {
            Series series = choice.meter.type().isHistogram()
                    ? Meters.in("${namespace}").histogram(choice.meter).count()
                    : Meters.in("${namespace}").series(choice.meter);
            for (String earlier : chosen) {
                if (series.labels().contains(earlier)) {
                    series = series.matching(earlier, "$" + earlier);
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
        return query("namespace", "metrics(.+" + rest + ")")
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

    private static Map<String, Object> values(String label, Series series) {
        return query(label, "label_values(" + series.selector() + ", " + label + ")")
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

    private static Document query(String name, String query) {
        return new Document()
                .with("name", name)
                .with("label", name)
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
