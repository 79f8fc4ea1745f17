package io.venturi.prometheus;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** The formats that a registry writes, and what it writes in them. */
final class Scrapes {

    static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";
    static final String OPENMETRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    static final String PROTOBUF =
            "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited";
    static final List<String> ALL = List.of(TEXT, OPENMETRICS, PROTOBUF);

    private Scrapes() {}

    /** The lines, which have no order among families and series. */
    static List<String> lines(PrometheusMeterRegistry registry, String contentType) {
        return registry.scrape(contentType).lines().sorted().toList();
    }

    /** The samples of text, without comments. */
    static List<String> samples(PrometheusMeterRegistry registry) {
        return lines(registry, TEXT).stream()
                .filter(line -> !line.startsWith("#"))
                .toList();
    }

    static List<ProtobufMessage> protobuf(PrometheusMeterRegistry registry) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            registry.scrape(out, PROTOBUF);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ProtobufMessage.delimited(out.toByteArray());
    }

    /** The one family of this name; its metrics. */
    static List<ProtobufMessage> protobuf(PrometheusMeterRegistry registry, String name) {
        return protobuf(registry).stream()
                .filter(family -> family.text(1).equals(name))
                .findFirst()
                .map(family -> family.messages(4))
                .orElse(List.of());
    }
}
