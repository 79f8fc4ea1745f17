package io.venturi.examples.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.venturi.catalog.Catalog;
import io.venturi.catalog.MeterSpec;
import io.venturi.examples.deploy.dashboards.Dashboard;
import io.venturi.examples.deploy.dashboards.Dashboards;
import io.venturi.examples.deploy.promql.JvmMeter;
import io.venturi.examples.deploy.settings.Profile;
import io.venturi.examples.deploy.settings.Settings;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Files and catalogue agree in both directions. */
class CatalogueCoverageTest {

    /** Meters that no panel shows, each with its reason. There is none. */
    private static final Map<String, String> NOT_SHOWN = Map.of();

    private static final List<String> HISTOGRAM_SUFFIXES = List.of("", "_bucket", "_count", "_sum", "_max");

    /** Metrics as they stand in files for the namespace zz9. */
    private static final Pattern METRIC = Pattern.compile("\\b(?:zz9|namespace})_([a-z0-9_]+)\\b(?:\\{([^}]*)})?");

    private static final Pattern MATCHED_LABEL = Pattern.compile("(\\w+)(?:=~|!=|!~|=)\\\\?\"");

    @Test
    void everyMeterOfTheCatalogueIsShownInAPanel() {
        Set<String> missing = new TreeSet<>();
        Catalog.all().forEach(meter -> missing.add(meter.name()));
        missing.removeAll(shown());
        assertThat(missing).isEqualTo(NOT_SHOWN.keySet());
    }

    @Test
    void everyMeterOfTheJvmThatIsListedIsShownInAPanel() {
        assertThat(shown())
                .containsAll(Arrays.stream(JvmMeter.values())
                        .map(JvmMeter::exposedName)
                        .toList());
    }

    private static Set<String> shown() {
        Set<String> shown = new LinkedHashSet<>();
        for (Dashboard dashboard : Dashboards.of(Settings.of("shop", Profile.USUAL))) {
            dashboard.panels().forEach(panel -> panel.queries()
                    .forEach(query -> shown.addAll(query.expression().meters())));
        }
        return shown;
    }

    /** Read from the files' text, so that it holds however the text was made. */
    @Test
    void noFileNamesAMetricOrALabelThatTheCatalogueDoesNotKnow() {
        int found = 0;
        for (Map.Entry<String, String> file : Generated.texts("zz9").entrySet()) {
            Matcher metric = METRIC.matcher(file.getValue());
            while (metric.find()) {
                found++;
                MeterSpec meter = meter(file.getKey(), metric.group(1));
                Matcher label = MATCHED_LABEL.matcher(metric.group(2) == null ? "" : metric.group(2));
                while (label.find()) {
                    assertThat(Stream.concat(
                                    meter.labels().stream(),
                                    Stream.of("cluster", "namespace", "job", "instance", "le")))
                            .as("labels of %s in %s", metric.group(), file.getKey())
                            .contains(label.group(1));
                }
            }
        }
        assertThat(found).isGreaterThan(500);
    }

    private static MeterSpec meter(String file, String exposed) {
        return Catalog.all().stream()
                .filter(meter -> exposures(meter).contains(exposed))
                .findFirst()
                .orElseThrow(() -> new AssertionError(file + " names " + exposed + ", which is in no catalogue"));
    }

    private static List<String> exposures(MeterSpec meter) {
        String name = meter.prometheusName("x").substring(2);
        if (meter.type().isHistogram()) {
            return HISTOGRAM_SUFFIXES.stream().map(suffix -> name + suffix).toList();
        }
        // Recording rules leave the suffix of counters out.
        return List.of(name, name.replaceAll("_total$", ""));
    }
}
