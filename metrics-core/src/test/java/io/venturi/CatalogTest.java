package io.venturi;

import static org.assertj.core.api.Assertions.assertThat;

import io.venturi.catalog.Catalog;
import io.venturi.catalog.MeterGroup;
import io.venturi.catalog.MeterSpec;
import io.venturi.catalog.MeterType;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The catalogue and a real scrape, compared in both directions. */
class CatalogTest {

    private final Fixture fixture = new Fixture();

    /** What core shows itself: databases and their tables and slots are metered by the module that asks them. */
    private static List<MeterSpec> ofCore() {
        return Catalog.all().stream()
                .filter(spec -> spec.group() != MeterGroup.TABLES
                        && spec.group() != MeterGroup.DATABASE
                        && spec.group() != MeterGroup.STORE
                        && !spec.name().startsWith("cdc.slot."))
                .toList();
    }

    @Test
    void everyFamilyOfTheCatalogueIsScrapedAndNoOther() {
        Fixture.useAll(fixture.metrics);

        Map<String, String> expected = new TreeMap<>();
        for (MeterSpec spec : ofCore()) {
            String name = spec.prometheusName("pipeline");
            expected.put(name, spec.type().exposedType());
            if (spec.type().isHistogram()) {
                expected.put(name + "_max", "gauge");
            }
        }

        assertThat(new TreeMap<>(fixture.scrape().types())).isEqualTo(expected);
    }

    @Test
    void everySeriesHasTheLabelsOfTheCatalogue() {
        Fixture.useAll(fixture.metrics);
        Scraped scraped = fixture.scrape();

        for (MeterSpec spec : ofCore()) {
            String name = spec.prometheusName("pipeline") + (spec.type().isHistogram() ? "_count" : "");
            assertThat(scraped.samples(name)).as(name).isNotEmpty().allSatisfy(sample -> assertThat(
                            sample.labels().keySet())
                    .isEqualTo(new TreeSet<>(spec.labels())));
        }
    }

    @Test
    void everyHistogramHasTheBucketsOfTheCatalogue() {
        Fixture.useAll(fixture.metrics);
        Scraped scraped = fixture.scrape();

        for (MeterSpec spec : ofCore()) {
            if (spec.type().isHistogram()) {
                String name = spec.prometheusName("pipeline") + "_bucket";
                Set<Double> bounds = scraped.samples(name).stream()
                        .map(sample -> sample.labels().get("le"))
                        .map(le -> le.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(le))
                        .collect(Collectors.toCollection(TreeSet::new));
                Set<Double> expected = new TreeSet<>(spec.buckets());
                expected.add(Double.POSITIVE_INFINITY);
                assertThat(bounds).as(name).isEqualTo(expected);
            }
        }
    }

    @Test
    void namesAreUniqueAndHelpIsASentence() {
        assertThat(Catalog.all()).extracting(MeterSpec::name).doesNotHaveDuplicates();
        assertThat(Catalog.all()).allSatisfy(spec -> assertThat(spec.help()).endsWith("."));
    }

    @Test
    void onlyHistogramsHaveBuckets() {
        assertThat(Catalog.all()).allSatisfy(spec -> assertThat(spec.buckets().isEmpty())
                .isNotEqualTo(spec.type() == MeterType.TIMER || spec.type() == MeterType.SUMMARY));
    }

    @Test
    void anotherNamespaceGivesTheSameMeters() {
        PipelineMetrics other = PipelineMetrics.builder(fixture.registry)
                .namespace("philotes_2")
                .build();
        Fixture.useAll(other);

        assertThat(fixture.scrape().types().keySet())
                .containsAll(ofCore().stream()
                        .map(spec -> spec.prometheusName("philotes_2"))
                        .toList());
    }
}
