package io.venturi.examples.deploy.dashboards;

import com.fasterxml.jackson.databind.node.NullNode;
import io.venturi.examples.deploy.document.Document;
import io.venturi.examples.deploy.promql.Vector;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A picture of a dashboard: what it asks, and how it shows the answer. */
public final class Panel {

    private static final int LOW = 4;
    private static final int HIGH = 8;

    private final Visualization visualization;
    private final String title;
    private final String description;
    private final DisplayUnit unit;
    private final List<Query> queries = new ArrayList<>();
    private final List<Map<String, Object>> thresholds = new ArrayList<>();
    private final Map<String, Map<String, Object>> mappings = new LinkedHashMap<>();
    private @Nullable Double max;
    private boolean stacked;
    private @Nullable String link;

    private Panel(Visualization visualization, String title, DisplayUnit unit, String description) {
        this.visualization = visualization;
        this.title = title;
        this.unit = unit;
        this.description = description;
        // Grafana writes minus infinity, where the first step begins, as null.
        thresholds.add(step("green", NullNode.getInstance()));
    }

    static Panel series(String title, DisplayUnit unit, String description) {
        return new Panel(Visualization.TIME_SERIES, title, unit, description);
    }

    static Panel stat(String title, DisplayUnit unit, String description) {
        return new Panel(Visualization.STAT, title, unit, description);
    }

    static Panel bars(String title, DisplayUnit unit, String description) {
        return new Panel(Visualization.BAR_GAUGE, title, unit, description);
    }

    static Panel states(String title, String description) {
        return new Panel(Visualization.STATE_TIMELINE, title, DisplayUnit.NUMBER, description);
    }

    static Panel heatmap(String title, DisplayUnit unit, String description) {
        return new Panel(Visualization.HEATMAP, title, unit, description);
    }

    static Panel table(String title, DisplayUnit unit, String description) {
        return new Panel(Visualization.TABLE, title, unit, description);
    }

    Panel ask(Vector expression, String legend) {
        queries.add(new Query(expression, legend));
        return this;
    }

    /** Orange from one value on, red from the next. */
    Panel warn(double orange, double red) {
        thresholds.add(step("orange", orange));
        thresholds.add(step("red", red));
        return this;
    }

    /** Red from a value on. */
    Panel alarm(double red) {
        thresholds.add(step("red", red));
        return this;
    }

    Panel upTo(double greatest) {
        max = greatest;
        return this;
    }

    Panel stacked() {
        stacked = true;
        return this;
    }

    /** Shows a text in a colour in the place of a value. */
    Panel saying(int value, String text, String color) {
        mappings.put(
                Integer.toString(value),
                new Document().with("text", text).with("color", color).entries());
        return this;
    }

    /** Leads to another dashboard, with what is chosen. */
    Panel leadingTo(String dashboard) {
        link = dashboard;
        return this;
    }

    /** What it is called. */
    public String title() {
        return title;
    }

    /** What it asks. */
    public List<Query> queries() {
        return List.copyOf(queries);
    }

    int height() {
        return visualization == Visualization.STAT ? LOW : HIGH;
    }

    private static Map<String, Object> step(String color, Object value) {
        return new Document().with("color", color).with("value", value).entries();
    }

    Map<String, Object> json(int id, int x, int y, int width) {
        Document panel = new Document()
                .with("id", id)
                .with("type", visualization.type())
                .with("title", title)
                .with("description", description)
                .with("datasource", Variables.dataSource())
                .with(
                        "gridPos",
                        new Document()
                                .with("h", height())
                                .with("w", width)
                                .with("x", x)
                                .with("y", y))
                .with("fieldConfig", new Document().with("defaults", defaults()).with("overrides", List.of()))
                .with("options", options())
                .with("targets", targets());
        if (link != null) {
            panel.with("links", List.of(Links.to(link)));
        }
        if (visualization == Visualization.TABLE) {
            panel.with("transformations", List.of(withoutTime()));
        }
        return panel.entries();
    }

    private Document options() {
        Document options = visualization.options();
        if (visualization == Visualization.HEATMAP) {
            options.with("yAxis", new Document().with("axisPlacement", "left").with("unit", unit.id()));
        }
        return options;
    }

    private Document defaults() {
        Document custom = visualization.custom();
        if (stacked) {
            custom.with("stacking", new Document().with("group", "A").with("mode", "normal"));
        }
        Document defaults = new Document()
                .with("unit", unit.id())
                .with("noValue", "no data")
                .with(
                        "color",
                        new Document()
                                .with(
                                        "mode",
                                        thresholds.size() > 1 && visualization != Visualization.TIME_SERIES
                                                ? "thresholds"
                                                : "palette-classic"))
                .with("thresholds", new Document().with("mode", "absolute").with("steps", thresholds))
                .with("mappings", valueMappings())
                .with("custom", custom);
        if (max != null) {
            defaults.with("min", 0).with("max", max);
        }
        return defaults;
    }

    /** A value that is not known is said to be so, never drawn as 0. */
    private List<Object> valueMappings() {
        List<Object> all = new ArrayList<>();
        if (!mappings.isEmpty()) {
            all.add(new Document()
                    .with("type", "value")
                    .with("options", mappings)
                    .entries());
        }
        all.add(new Document()
                .with("type", "special")
                .with(
                        "options",
                        new Document()
                                .with("match", "nan")
                                .with(
                                        "result",
                                        new Document().with("text", "unknown").with("color", "purple")))
                .entries());
        return all;
    }

    private List<Object> targets() {
        List<Object> targets = new ArrayList<>();
        for (Query query : queries) {
            targets.add(new Document()
                    .with("refId", Character.toString('A' + targets.size()))
                    .with("datasource", Variables.dataSource())
                    .with("editorMode", "code")
                    .with("expr", query.expression().text())
                    .with("format", visualization.format())
                    .with("instant", visualization.isInstant())
                    .with("legendFormat", query.legend())
                    .with("range", !visualization.isInstant())
                    .entries());
        }
        return targets;
    }

    private static Map<String, Object> withoutTime() {
        return new Document()
                .with("id", "organize")
                .with("options", new Document().with("excludeByName", Map.of("Time", true)))
                .entries();
    }
}
