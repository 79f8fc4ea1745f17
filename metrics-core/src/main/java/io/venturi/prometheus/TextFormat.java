package io.venturi.prometheus;

import java.nio.charset.StandardCharsets;

/** The text expositions of Prometheus, as far as they differ. */
enum TextFormat {

    /** Text 0.0.4. */
    PROMETHEUS,

    /** OpenMetrics 1.0.0. */
    OPENMETRICS;

    /**
     * What comes before a family's samples.
     *
     * @param family the family's name
     * @param suffix what its samples add to that, where the older format then calls the family so, too
     */
    byte[] header(String family, String suffix, String type, String help) {
        boolean isOpen = this == OPENMETRICS;
        String name = isOpen ? family : family + suffix;
        String kind = type.equals("info") && !isOpen ? "gauge" : type;
        String typeLine = "# TYPE " + name + ' ' + kind + '\n';
        String helpLine = help.isEmpty() ? "" : "# HELP " + name + ' ' + escapedHelp(help) + '\n';
        return (isOpen ? typeLine + helpLine : helpLine + typeLine).getBytes(StandardCharsets.UTF_8);
    }

    private String escapedHelp(String help) {
        return this == OPENMETRICS ? escaped(help) : help.replace("\\", "\\\\").replace("\n", "\\n");
    }

    /** A label's value, as both write it. */
    static String escaped(String value) {
        return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }
}
