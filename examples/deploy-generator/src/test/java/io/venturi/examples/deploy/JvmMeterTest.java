package io.venturi.examples.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.venturi.PipelineMetrics;
import io.venturi.examples.deploy.promql.JvmMeter;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The JVM's meters have the names and labels that a registry shows. */
class JvmMeterTest {

    private static final Pattern SERIES = Pattern.compile("(?m)^([a-z_0-9]+)(?:\\{(.*)})? ");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"");

    @Test
    void namesAndLabelsAreThoseOfAScrape() {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        try (PipelineMetrics metrics = PipelineMetrics.builder(registry).build()) {
            metrics.bindJvm();
            Map<String, Set<String>> scraped = labels(registry.scrape());
            for (JvmMeter meter : JvmMeter.values()) {
                // It comes with the first collection that Micrometer hears of; the check with the demo sees it.
                if (meter != JvmMeter.GC_PAUSE) {
                    assertThat(scraped)
                            .as(meter.exposedName())
                            .containsEntry(meter.exposedName(), new TreeSet<>(meter.labels()));
                }
            }
        }
    }

    private static Map<String, Set<String>> labels(String scrape) {
        Map<String, Set<String>> found = new TreeMap<>();
        Matcher series = SERIES.matcher(scrape);
        while (series.find()) {
            Set<String> names = new TreeSet<>();
            Matcher label = LABEL.matcher(series.group(2) == null ? "" : series.group(2));
            while (label.find()) {
                names.add(label.group(1));
            }
            found.put(series.group(1), names);
        }
        return found;
    }
}
