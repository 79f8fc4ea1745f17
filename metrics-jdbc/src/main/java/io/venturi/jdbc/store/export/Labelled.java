package io.venturi.jdbc.store.export;

import java.util.SortedMap;
import java.util.StringJoiner;
import java.util.TreeMap;

/**
 * A series as receivers know it.
 *
 * @param name its metric's
 * @param labels its labels, without the name
 */
record Labelled(String name, SortedMap<String, String> labels) {

    /** A part of it, with another name. */
    Labelled named(String other) {
        return new Labelled(other, labels);
    }

    /** A part of it, with another name and a label more. */
    Labelled named(String other, String label, String value) {
        SortedMap<String, String> more = new TreeMap<>(labels);
        more.put(label, value);
        return new Labelled(other, more);
    }

    /** As text formats have it. */
    @Override
    public String toString() {
        return name + labelText();
    }

    private String labelText() {
        if (labels.isEmpty()) {
            return "";
        }
        StringJoiner text = new StringJoiner(",", "{", "}");
        labels.forEach((label, value) -> text.add(label + "=\"" + PrometheusText.escaped(value) + '"'));
        return text.toString();
    }
}
