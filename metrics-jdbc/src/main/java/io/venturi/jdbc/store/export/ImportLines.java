package io.venturi.jdbc.store.export;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/**
 * Writes batches as VictoriaMetrics imports them: a JSON object for each series, on a line. A line that its parser does not take is
 * dropped while the answer is 204; infinite values are written as every version of it takes them, which is not quite JSON.
 */
final class ImportLines {

    private static final JsonFactory JSON = new JsonFactory();

    private ImportLines() {}

    static byte[] gzipped(ImportBatch batch) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(bytes)) {
            write(batch, out);
        }
        return bytes.toByteArray();
    }

    static void write(ImportBatch batch, OutputStream out) throws IOException {
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.setRootValueSeparator(null);
            for (Map<Labelled, SampleList> one : batch.bySource().values()) {
                for (Map.Entry<Labelled, SampleList> series : one.entrySet()) {
                    line(json, series.getKey(), series.getValue());
                }
            }
        }
    }

    private static void line(JsonGenerator json, Labelled series, SampleList samples) throws IOException {
        json.writeStartObject();
        json.writeObjectFieldStart("metric");
        json.writeStringField("__name__", series.name());
        for (Map.Entry<String, String> label : series.labels().entrySet()) {
            json.writeStringField(label.getKey(), label.getValue());
        }
        json.writeEndObject();
        json.writeArrayFieldStart("values");
        for (int i = 0; i < samples.size(); i++) {
            value(json, samples.value(i));
        }
        json.writeEndArray();
        json.writeArrayFieldStart("timestamps");
        for (int i = 0; i < samples.size(); i++) {
            json.writeNumber(samples.millis(i));
        }
        json.writeEndArray();
        json.writeEndObject();
        json.writeRaw('\n');
    }

    private static void value(JsonGenerator json, double value) throws IOException {
        if (Double.isInfinite(value)) {
            json.writeRawValue(value > 0 ? "Inf" : "-Inf");
        } else {
            json.writeNumber(value);
        }
    }
}
