package io.venturi.examples.deploy.dashboards;

import io.venturi.examples.deploy.document.Document;
import java.util.List;
import java.util.Map;

/** The ways in which a panel shows its data, with their options. */
enum Visualization {
    TIME_SERIES("timeseries") {
        @Override
        Document options() {
            return new Document()
                    .with("legend", legend(List.of("lastNotNull", "max")))
                    .with("tooltip", new Document().with("mode", "multi").with("sort", "desc"));
        }

        @Override
        Document custom() {
            return new Document()
                    .with("drawStyle", "line")
                    .with("lineWidth", 1)
                    .with("fillOpacity", 10)
                    .with("showPoints", "never")
                    .with("spanNulls", false)
                    .with("thresholdsStyle", new Document().with("mode", "dashed"));
        }
    },
    STAT("stat") {
        @Override
        Document options() {
            return new Document()
                    .with("colorMode", "value")
                    .with("graphMode", "area")
                    .with("justifyMode", "auto")
                    .with("orientation", "auto")
                    .with("percentChangeColorMode", "standard")
                    .with("reduceOptions", lastValue())
                    .with("showPercentChange", false)
                    .with("textMode", "auto")
                    .with("wideLayout", true);
        }
    },
    BAR_GAUGE("bargauge") {
        @Override
        Document options() {
            return new Document()
                    .with("displayMode", "basic")
                    .with(
                            "legend",
                            new Document()
                                    .with("calcs", List.of())
                                    .with("displayMode", "list")
                                    .with("placement", "bottom")
                                    .with("showLegend", false))
                    .with("maxVizHeight", 300)
                    .with("minVizHeight", 16)
                    .with("minVizWidth", 8)
                    .with("namePlacement", "auto")
                    .with("orientation", "horizontal")
                    .with("reduceOptions", lastValue())
                    .with("showUnfilled", true)
                    .with("sizing", "auto")
                    .with("valueMode", "color");
        }
    },
    STATE_TIMELINE("state-timeline") {
        @Override
        Document options() {
            return new Document()
                    .with("alignValue", "left")
                    .with(
                            "legend",
                            new Document()
                                    .with("calcs", List.of())
                                    .with("displayMode", "list")
                                    .with("placement", "bottom")
                                    .with("showLegend", true))
                    .with("mergeValues", true)
                    .with("rowHeight", 0.9)
                    .with("showValue", "auto")
                    .with("tooltip", new Document().with("mode", "single").with("sort", "none"));
        }

        @Override
        Document custom() {
            return new Document().with("fillOpacity", 80).with("lineWidth", 0);
        }
    },
    HEATMAP("heatmap") {
        @Override
        Document options() {
            return new Document()
                    .with("calculate", false)
                    .with("cellGap", 1)
                    .with(
                            "color",
                            new Document()
                                    .with("exponent", 0.5)
                                    .with("fill", "dark-orange")
                                    .with("mode", "scheme")
                                    .with("reverse", false)
                                    .with("scale", "exponential")
                                    .with("scheme", "Oranges")
                                    .with("steps", 64))
                    .with("exemplars", new Document().with("color", "rgba(255,0,255,0.7)"))
                    .with("filterValues", new Document().with("le", 1e-9))
                    .with("legend", new Document().with("show", true))
                    .with("rowsFrame", new Document().with("layout", "auto"))
                    .with("showValue", "never")
                    .with("tooltip", new Document().with("mode", "single").with("yHistogram", false));
        }

        @Override
        String format() {
            return "heatmap";
        }
    },
    TABLE("table") {
        @Override
        Document options() {
            return new Document().with("cellHeight", "sm").with("frameIndex", 0).with("showHeader", true);
        }

        @Override
        String format() {
            return "table";
        }
    };

    private final String type;

    Visualization(String type) {
        this.type = type;
    }

    /** The name of Grafana's plug-in. */
    String type() {
        return type;
    }

    abstract Document options();

    /** What the plug-in keeps with each field. */
    Document custom() {
        return new Document();
    }

    /** In which form Prometheus' answers are wanted. */
    String format() {
        return "time_series";
    }

    /** Whether the present moment alone is asked about. */
    boolean isInstant() {
        return this == TABLE || this == BAR_GAUGE;
    }

    private static Document legend(List<String> calculations) {
        return new Document()
                .with("calcs", calculations)
                .with("displayMode", "table")
                .with("placement", "bottom")
                .with("showLegend", true);
    }

    private static Map<String, Object> lastValue() {
        return new Document()
                .with("calcs", List.of("lastNotNull"))
                .with("fields", "")
                .with("values", false)
                .entries();
    }
}
