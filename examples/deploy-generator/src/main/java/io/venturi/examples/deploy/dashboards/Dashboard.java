package io.venturi.examples.deploy.dashboards;

import io.venturi.examples.deploy.document.Document;
import io.venturi.examples.deploy.settings.Setting;
import io.venturi.examples.deploy.settings.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A page of panels in rows. Panels are placed one after the other; those of one line get equal heights and fill it. */
public final class Dashboard {

    /** The oldest of Grafana's formats that has all that is used here; newer versions bring it up to date when they load it. */
    private static final int SCHEMA_VERSION = 39;

    private static final int GRID_WIDTH = 24;

    private final String uid;
    private final String title;
    private final String description;
    private final Variables variables;
    private final Settings settings;
    private final List<Row> rows = new ArrayList<>();

    private record Row(String title, List<List<Panel>> lines) {}

    Dashboard(String uid, String title, String description, Variables variables, Settings settings) {
        this.uid = uid;
        this.title = title;
        this.description = description;
        this.variables = variables;
        this.settings = settings;
    }

    Dashboard row(String heading) {
        rows.add(new Row(heading, new ArrayList<>()));
        return this;
    }

    /** Panels beside each other, which share the width. */
    Dashboard line(Panel... panels) {
        if (GRID_WIDTH % panels.length != 0) {
            throw new IllegalArgumentException(panels.length + " panels do not share the width of " + GRID_WIDTH);
        }
        rows.get(rows.size() - 1).lines.add(List.of(panels));
        return this;
    }

    /** The last part of its address, and its file's name. */
    public String uid() {
        return uid;
    }

    /** All of its panels. */
    public List<Panel> panels() {
        return rows.stream()
                .flatMap(row -> row.lines.stream())
                .flatMap(List::stream)
                .toList();
    }

    /** As Grafana reads it. */
    public Map<String, Object> json() {
        return new Document()
                .with("uid", uid)
                .with("title", title)
                .with("description", description)
                .with("tags", List.of(Links.TAG))
                .with("schemaVersion", SCHEMA_VERSION)
                .with("version", 1)
                .with("editable", true)
                .with("graphTooltip", 1)
                .with("timezone", "browser")
                .with("time", new Document().with("from", "now-1h").with("to", "now"))
                .with("refresh", "30s")
                .with("links", List.of(Links.menu()))
                .with("templating", new Document().with("list", variables.json(settings)))
                .with("annotations", new Document().with("list", List.of()))
                .with("panels", placed())
                .entries();
    }

    private List<Object> placed() {
        List<Object> all = new ArrayList<>();
        int y = 0;
        for (Row row : rows) {
            all.add(heading(row.title, all.size() + 1, y));
            y++;
            for (List<Panel> line : row.lines) {
                int width = GRID_WIDTH / line.size();
                for (int i = 0; i < line.size(); i++) {
                    Map<String, Object> panel = line.get(i).json(all.size() + 1, i * width, y, width);
                    panel.put("interval", settings.text(Setting.SCRAPE_INTERVAL));
                    all.add(panel);
                }
                y += line.stream().mapToInt(Panel::height).max().orElse(0);
            }
        }
        return all;
    }

    private static Map<String, Object> heading(String title, int id, int y) {
        return new Document()
                .with("id", id)
                .with("type", "row")
                .with("title", title)
                .with("collapsed", false)
                .with(
                        "gridPos",
                        new Document()
                                .with("h", 1)
                                .with("w", GRID_WIDTH)
                                .with("x", 0)
                                .with("y", y))
                .with("panels", List.of())
                .entries();
    }
}
