package io.venturi.jdbc.store.export;

import java.util.List;
import java.util.Objects;

/**
 * Samples under one name.
 *
 * @param type as the text calls it
 */
record ExposedFamily(String name, String type, List<ExposedSample> samples) {

    void writeTo(StringBuilder text) {
        samples.stream()
                .map(ExposedSample::help)
                .filter(Objects::nonNull)
                .findFirst()
                .ifPresent(help -> text.append("# HELP ")
                        .append(name)
                        .append(' ')
                        .append(help.replace("\\", "\\\\").replace("\n", "\\n"))
                        .append('\n'));
        text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
        samples.forEach(sample -> sample.writeTo(text));
    }
}
