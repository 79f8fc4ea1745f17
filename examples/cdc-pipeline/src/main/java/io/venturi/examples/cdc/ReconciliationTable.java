package io.venturi.examples.cdc;

import io.venturi.examples.cdc.Figures.Column;
import java.util.OptionalLong;

/** Shows a reconciliation as text. */
final class ReconciliationTable {
    private static final String LABEL = "%-22s";

    private ReconciliationTable() {}

    static String of(Reconciliation reconciliation) {
        StringBuilder text = new StringBuilder().append(LABEL.formatted(""));
        for (Column column : Column.values()) {
            text.append(cell(column, column.title()));
        }
        text.append('\n');
        Figures allFacts = null;
        Figures allMeters = null;
        for (ShopTable table : ShopTable.values()) {
            Figures facts = reconciliation.facts(table);
            Figures meters = reconciliation.meters(table);
            text.append(line(table.qualifiedName(), facts)).append(line("  as metered", meters));
            allFacts = allFacts == null ? facts : allFacts.plus(facts);
            allMeters = allMeters == null ? meters : allMeters.plus(meters);
        }
        if (allFacts != null && allMeters != null) {
            text.append(line("total", allFacts)).append(line("  as metered", allMeters));
        }
        return text.append(verdict(reconciliation)).toString();
    }

    private static String verdict(Reconciliation reconciliation) {
        if (reconciliation.agrees()) {
            return "All figures agree.\n";
        }
        StringBuilder text = new StringBuilder("The figures do not agree:\n");
        reconciliation
                .findings()
                .forEach(finding -> text.append("- ").append(finding).append('\n'));
        return text.toString();
    }

    private static String line(String label, Figures figures) {
        StringBuilder text = new StringBuilder().append(LABEL.formatted(label));
        for (Column column : Column.values()) {
            boolean metered = column != Column.CHANGED || figures.get(column).isPresent();
            text.append(cell(column, metered ? text(figures.get(column)) : ""));
        }
        return text.append('\n').toString();
    }

    private static String cell(Column column, String value) {
        return " ".repeat(Math.max(0, column.title().length() + 2 - value.length())) + value;
    }

    static String text(OptionalLong value) {
        return value.isPresent() ? Long.toString(value.getAsLong()) : "unknown";
    }
}
