package io.venturi;

import io.venturi.catalog.Catalog;
import io.venturi.catalog.MeterGroup;
import io.venturi.catalog.MeterSpec;
import java.util.List;
import java.util.stream.Collectors;

/** The catalogue as the README shows it. */
final class MeterTable {

    private static final String BEGIN = "<!-- meters: generated from the catalogue -->\n";
    private static final String END = "<!-- /meters -->";

    private MeterTable() {}

    /** The page with its table made anew. */
    static String renewedIn(String page) {
        int begin = page.indexOf(BEGIN);
        int end = page.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new AssertionError("the page has no room for the table: " + BEGIN + END);
        }
        return page.substring(0, begin + BEGIN.length()) + markdown() + page.substring(end);
    }

    private static String markdown() {
        StringBuilder table = new StringBuilder();
        for (MeterGroup group : MeterGroup.values()) {
            List<MeterSpec> specs =
                    Catalog.all().stream().filter(spec -> spec.group() == group).toList();
            table.append("\n### ")
                    .append(group.title())
                    .append("\n\n| metric | type | labels | tells |\n| --- | --- | --- | --- |\n");
            specs.forEach(spec -> table.append(row(spec)));
        }
        return table.append('\n').toString();
    }

    private static String row(MeterSpec spec) {
        String labels = spec.labels().isEmpty() ? "–" : String.join(", ", spec.labels());
        return "| `" + spec.prometheusName("<ns>") + "` | " + spec.type().exposedType() + buckets(spec) + " | " + labels
                + " | " + spec.help() + (spec.optIn() ? " Opt-in." : "") + " |\n";
    }

    private static String buckets(MeterSpec spec) {
        if (spec.buckets().isEmpty()) {
            return "";
        }
        return "; buckets " + spec.buckets().stream().map(MeterTable::number).collect(Collectors.joining(" "));
    }

    private static String number(double bound) {
        return bound == Math.rint(bound) ? Long.toString((long) bound) : Double.toString(bound);
    }
}
