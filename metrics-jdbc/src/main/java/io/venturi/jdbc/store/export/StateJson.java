package io.venturi.jdbc.store.export;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** States as JSON. */
final class StateJson {

    static final int VERSION = 1;

    private static final JsonFactory JSON = new JsonFactory();

    private StateJson() {}

    static byte[] write(ExportState state) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeNumberField("version", VERSION);
            json.writeStringField("form", state.form);
            json.writeStringField("started", state.started.toString());
            json.writeStringField("done", state.done.toString());
            window(json, state);
            finished(json, state);
            sums(json, state);
            json.writeEndObject();
        }
        return bytes.toByteArray();
    }

    private static void window(JsonGenerator json, ExportState state) throws IOException {
        if (state.windowUntil == null) {
            return;
        }
        json.writeStringField("window_until", state.windowUntil.toString());
        json.writeNumberField("rows", state.rows);
        position(json, "at", state.at);
        if (state.pending != null) {
            position(json, "pending", state.pending);
        }
    }

    private static void position(JsonGenerator json, String field, Position position) throws IOException {
        json.writeObjectFieldStart(field);
        json.writeStringField("key", position.key());
        json.writeNumberField("millis", position.millis());
        json.writeEndObject();
    }

    private static void finished(JsonGenerator json, ExportState state) throws IOException {
        json.writeArrayFieldStart("finished");
        for (Map.Entry<Instant, ExportState.Finished> window : state.finished.entrySet()) {
            json.writeStartObject();
            json.writeStringField("from", window.getKey().toString());
            json.writeStringField("until", window.getValue().until().toString());
            json.writeNumberField("rows", window.getValue().rows());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /** Most histograms have the same bounds, which are written once. */
    private static void sums(JsonGenerator json, ExportState state) throws IOException {
        Map<Integer, RunningHistogram> ladders = new TreeMap<>();
        state.sums.values().forEach(histogram -> ladders.putIfAbsent(histogram.ladder(), histogram));
        json.writeObjectFieldStart("ladders");
        for (Map.Entry<Integer, RunningHistogram> one : ladders.entrySet()) {
            json.writeArrayFieldStart(one.getKey().toString());
            for (int i = 0; i < one.getValue().buckets(); i++) {
                json.writeNumber(one.getValue().bound(i));
            }
            json.writeEndArray();
        }
        json.writeEndObject();
        json.writeObjectFieldStart("sums");
        for (Map.Entry<String, RunningHistogram> one : state.sums.entrySet()) {
            json.writeFieldName(one.getKey());
            histogram(json, one.getValue());
        }
        json.writeEndObject();
    }

    private static void histogram(JsonGenerator json, RunningHistogram histogram) throws IOException {
        json.writeStartObject();
        json.writeNumberField("ladder", histogram.ladder());
        json.writeNumberField("count", histogram.count());
        json.writeStringField("sum", Double.toString(histogram.sum())); // may be infinite
        json.writeArrayFieldStart("cumulative");
        for (int i = 0; i < histogram.buckets(); i++) {
            json.writeNumber(histogram.cumulative(i));
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    static ExportState read(byte[] bytes) throws IOException {
        JsonTree file = JsonTree.parse(bytes);
        if (file.get("version").number() != VERSION) {
            throw new IOException("it is of version " + file.get("version").text() + ", not " + VERSION);
        }
        ExportState state = new ExportState(file.get("form").text(), instant(file, "started"));
        state.done = instant(file, "done");
        if (file.has("window_until")) {
            state.windowUntil = instant(file, "window_until");
            state.rows = file.get("rows").number();
            state.at = position(file.get("at"));
            state.pending = file.has("pending") ? position(file.get("pending")) : null;
        }
        for (JsonTree window : file.get("finished").items()) {
            state.finished.put(
                    instant(window, "from"),
                    new ExportState.Finished(
                            instant(window, "until"), window.get("rows").number()));
        }
        JsonTree ladders = file.get("ladders");
        file.get("sums").fields().forEach((key, histogram) -> state.sums.put(key, histogram(histogram, ladders)));
        return state;
    }

    private static Instant instant(JsonTree object, String field) {
        return Instant.parse(object.get(field).text());
    }

    private static Position position(JsonTree position) {
        return new Position(position.get("key").text(), position.get("millis").number());
    }

    private static RunningHistogram histogram(JsonTree histogram, JsonTree ladders) {
        double[] bounds = ladders.get(histogram.get("ladder").text()).items().stream()
                .mapToDouble(bound -> Double.parseDouble(bound.text()))
                .toArray();
        long[] cumulative = histogram.get("cumulative").items().stream()
                .mapToLong(JsonTree::number)
                .toArray();
        return new RunningHistogram(
                bounds,
                cumulative,
                histogram.get("count").number(),
                Double.parseDouble(histogram.get("sum").text()));
    }
}
