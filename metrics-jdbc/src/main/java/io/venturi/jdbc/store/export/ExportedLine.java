package io.venturi.jdbc.store.export;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A line of what a VictoriaMetrics exports: a series, with values and timestamps as arrays. They are read by hand, since infinite
 * values may stand there as no JSON has them.
 */
final class ExportedLine {

    private static final JsonFactory JSON = new JsonFactory();
    private static final String VALUES = "\"values\":[";
    private static final String TIMESTAMPS = "\"timestamps\":[";

    private ExportedLine() {}

    /** Adds a line to what is found of its series. */
    static void read(String line, Map<Labelled, SampleList> found) throws IOException {
        if (line.isEmpty()) {
            return;
        }
        SortedMap<String, String> labels = new TreeMap<>();
        int end = metric(line, labels);
        String name = labels.remove("__name__");
        String[] values = array(line, VALUES, end);
        String[] timestamps = array(line, TIMESTAMPS, end);
        if (values.length != timestamps.length) {
            throw new IOException("a line has " + values.length + " values and " + timestamps.length + " timestamps");
        }
        SampleList samples =
                found.computeIfAbsent(new Labelled(name == null ? "" : name, labels), series -> new SampleList());
        for (int i = 0; i < values.length; i++) {
            samples.add(Long.parseLong(timestamps[i].trim()), value(values[i].trim()));
        }
    }

    private static int metric(String line, SortedMap<String, String> labels) throws IOException {
        try (JsonParser parser = JSON.createParser(line)) {
            parser.nextToken();
            parser.nextToken();
            if (parser.nextToken() != JsonToken.START_OBJECT || !"metric".equals(parser.currentName())) {
                throw new IOException(
                        "a line does not begin with a metric: " + line.substring(0, Math.min(100, line.length())));
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String label = parser.currentName();
                parser.nextToken();
                labels.put(label, parser.getText());
            }
            return (int) parser.currentTokenLocation().getCharOffset() + 1;
        }
    }

    /** Numbers only: no comma or bracket is in them. */
    private static String[] array(String line, String field, int from) throws IOException {
        int start = line.indexOf(field, from);
        int end = line.indexOf(']', start);
        if (start < 0 || end < 0) {
            throw new IOException("a line lacks " + field);
        }
        String items = line.substring(start + field.length(), end);
        return items.isEmpty() ? new String[0] : items.split(",", -1);
    }

    private static double value(String text) {
        return switch (text.replace("\"", "").toLowerCase(Locale.ROOT)) {
            case "null", "nan" -> Double.NaN;
            case "inf", "+inf", "infinity", "+infinity" -> Double.POSITIVE_INFINITY;
            case "-inf", "-infinity" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }
}
