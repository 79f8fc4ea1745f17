package io.venturi.examples.deploy.rules;

import java.util.Map;

/** The values that labels have in unit tests, unless a test says otherwise. */
final class SampleLabels {

    private static final Map<String, String> VALUES = Map.ofEntries(
            Map.entry("job", "shop"),
            Map.entry("cluster", "eu"),
            Map.entry("namespace", "live"),
            Map.entry("instance", "shop-0:9404"),
            Map.entry("source", "shop-db"),
            Map.entry("table", "public.orders"),
            Map.entry("database", "shop"),
            Map.entry("schema", "public"),
            Map.entry("operation", "INSERT"),
            Map.entry("endpoint", "/orders"),
            Map.entry("method", "GET"),
            Map.entry("status", "200"),
            Map.entry("slot", "lake"),
            Map.entry("version", "1.0"));

    private SampleLabels() {}

    /** A label's value; of one that says little by itself, its name. */
    static String of(String label) {
        return VALUES.getOrDefault(label, "a_" + label);
    }
}
