package io.venturi.prometheus;

import io.prometheus.metrics.model.snapshots.Label;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.PrometheusNaming;
import java.nio.charset.StandardCharsets;

/** Labels as text formats write them, {@code a="x",b="y"} in UTF-8, and back. */
final class LabelText {

    private LabelText() {}

    /** Whether no label's name needs escaping: only then is there a way back. */
    static boolean isPlain(Labels labels) {
        return labels.stream().allMatch(label -> PrometheusNaming.isValidLegacyLabelName(label.getName()));
    }

    static byte[] of(Labels labels) {
        StringBuilder text = new StringBuilder();
        for (Label label : labels) {
            text.append(text.isEmpty() ? "" : ",")
                    .append(label.getName())
                    .append("=\"")
                    .append(TextFormat.escaped(label.getValue()))
                    .append('"');
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** The labels of which this is the text, with plain names. */
    static Labels parse(byte[] encoded) {
        String text = new String(encoded, StandardCharsets.UTF_8);
        Labels.Builder labels = Labels.builder();
        StringBuilder value = new StringBuilder();
        for (int at = 0; at < text.length(); at++) {
            int equals = text.indexOf('=', at);
            String name = text.substring(at, equals);
            value.setLength(0);
            at = unescape(text, equals + 2, value) + 1;
            labels.label(name, value.toString());
        }
        return labels.build();
    }

    /** Appends a value that begins at {@code from}, and says where the quote behind it is. */
    private static int unescape(String text, int from, StringBuilder value) {
        int at = from;
        for (char c = text.charAt(at); c != '"'; c = text.charAt(++at)) {
            if (c == '\\') {
                char escaped = text.charAt(++at);
                value.append(escaped == 'n' ? '\n' : escaped);
            } else {
                value.append(c);
            }
        }
        return at;
    }
}
