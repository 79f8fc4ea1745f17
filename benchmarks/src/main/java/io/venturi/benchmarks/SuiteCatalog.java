package io.venturi.benchmarks;

import static io.venturi.benchmarks.Quantity.ALLOCATION;
import static io.venturi.benchmarks.Quantity.DISK;
import static io.venturi.benchmarks.Quantity.ERROR;
import static io.venturi.benchmarks.Quantity.HEAP;
import static io.venturi.benchmarks.Quantity.TIME;

import io.venturi.benchmarks.Target.NoAllocation;
import io.venturi.benchmarks.Target.Ratio;
import java.util.List;

/** The suites that there are. */
final class SuiteCatalog {

    private static final List<Integer> ONE = List.of(1);
    private static final List<Integer> ONE_TO_FOUR = List.of(1, 2, 4);

    /** Counting: a bound handle, and a look-up by names. */
    private static final Suite COUNTERS = new TimedSuite(
            "counters",
            List.of(CountersBenchmark.class),
            ONE_TO_FOUR,
            ONE_TO_FOUR,
            List.of(
                    new Ratio("bound", "venturiBound", "micrometerBound", 1.3),
                    new NoAllocation("bound-allocation", "venturiBound"),
                    new Ratio("bound-on-micrometer", "venturiBoundOnMicrometer", "micrometerBound", 1.3),
                    Ratio.faster("by-names", "venturiByNames", "micrometerByTags", 8),
                    new NoAllocation("by-names-allocation", "venturiByNames"),
                    Ratio.faster("by-names-on-micrometer", "venturiByNamesOnMicrometer", "micrometerByTags", 8),
                    Ratio.faster("received-by-names", "venturiReceivedByNames", "micrometerByTags", 8),
                    new NoAllocation("received-by-names-allocation", "venturiReceivedByNames")));

    /** A CDC event, against what a careful host writes by hand. */
    private static final Suite EVENTS = new TimedSuite(
            "events",
            List.of(EventsBenchmark.class),
            ONE_TO_FOUR,
            ONE_TO_FOUR,
            List.of(
                    new Target.Nanos("processed", "venturiProcessed", 60).on(1),
                    new NoAllocation("processed-allocation", "venturiProcessed"),
                    new Ratio("processed-vs-by-hand", "venturiProcessed", "micrometerByHand", 1),
                    // A batch is to cost what one event does.
                    new Ratio("batch", "venturiBatch", "venturiProcessed", 1.3)));

    /** A request: its route, and all that the filter does. */
    private static final Suite HTTP = new TimedSuite(
            "http",
            List.of(RoutesBenchmark.class, RequestsBenchmark.class),
            ONE_TO_FOUR,
            ONE, // it has many benchmarks, and little that threads contend for
            List.of(
                    new Target.Nanos("matcher-static", "venturiStatic", 40),
                    new Target.Nanos("matcher-6-segments", "venturiSixSegments", 90),
                    new NoAllocation("matcher-allocation", "venturiSixSegments"),
                    new Ratio("matcher-static-vs-spring", "venturiStatic", "springStatic", 1),
                    new Ratio("matcher-6-segments-vs-spring", "venturiSixSegments", "springSixSegments", 1),
                    new Ratio("matcher-miss-vs-spring", "venturiMiss", "springMiss", 1),
                    new Ratio("matcher-1000-routes-vs-spring", "venturiThousand", "springThousand", 1),
                    new Target.Overhead("filter", "venturiFilter", "withoutFilter", "twoClockReads", 60),
                    new NoAllocation("filter-allocation", "venturiFilter"),
                    new Ratio("filter-vs-by-hand", "venturiFilter", "micrometerByHand", 1),
                    new Ratio("filter-vs-spring", "venturiFilter", "springObservationFilter", 1)));

    /** A scrape of many series, in each format. */
    private static final Suite SCRAPE = new TimedSuite(
            "scrape",
            List.of(ScrapeBenchmark.class),
            ONE, // a server is scraped by one or two
            ONE,
            List.of(
                    new Ratio("text-time", TIME, "venturiText", "micrometerText", 0.4),
                    new Ratio("text-allocation", ALLOCATION, "venturiText", "micrometerText", 0.1),
                    new Ratio("openmetrics-time", TIME, "venturiOpenMetrics", "micrometerOpenMetrics", 0.4),
                    new Ratio(
                            "openmetrics-allocation", ALLOCATION, "venturiOpenMetrics", "micrometerOpenMetrics", 0.1)));

    /** What a meter more takes. */
    private static final Suite HEAP_OF_METERS = new HeapSuite(
            "heap",
            List.of(
                    new Ratio("timer", HEAP, "venturiTimerSlo", "micrometerTimerSlo", 1.1),
                    new Ratio("counter", HEAP, "venturiCounter", "micrometerCounter", 1.1)));

    /** A duration into a whole distribution. */
    private static final Suite DURATIONS = new TimedSuite(
            "durations",
            List.of(DurationsBenchmark.class),
            ONE_TO_FOUR,
            ONE_TO_FOUR,
            List.of(
                    Ratio.faster("timer-vs-micrometer", "venturiTimer", "micrometerSlo", 8)
                            .on(1),
                    Ratio.faster("timer-vs-client-java-classic", "venturiTimer", "clientJavaClassic", 1)
                            .on(1),
                    Ratio.faster("timer-vs-micrometer", "venturiTimer", "micrometerSlo", 10)
                            .on(2),
                    Ratio.faster("timer-vs-hdr-recorder", "venturiTimer", "hdrRecorder", 4)
                            .on(2),
                    Ratio.faster("timer-vs-client-java-native", "venturiTimer", "clientJavaNative", 4)
                            .on(2),
                    new NoAllocation("timer-allocation", "venturiTimer"),
                    Ratio.faster("recorder-vs-micrometer", "venturiRecorder", "micrometerSlo", 8)
                            .on(1),
                    Ratio.faster("recorder-vs-client-java-classic", "venturiRecorder", "clientJavaClassic", 1)
                            .on(1),
                    Ratio.faster("recorder-vs-micrometer", "venturiRecorder", "micrometerSlo", 10)
                            .on(2),
                    Ratio.faster("recorder-vs-hdr-recorder", "venturiRecorder", "hdrRecorder", 4)
                            .on(2),
                    Ratio.faster("recorder-vs-client-java-native", "venturiRecorder", "clientJavaNative", 4)
                            .on(2),
                    new NoAllocation("recorder-allocation", "venturiRecorder")));

    /** Row counts: what the collector adds to the queries that it cannot do without, and what estimates save. */
    private static final Suite TABLES = new TablesSuite(
            "tables",
            List.of(
                    new Ratio("small-exact", "smallVenturiExact", "smallBareCounts", 2),
                    new Ratio("small-exact-vs-micrometer", "smallVenturiExact", "smallMicrometer", 1),
                    Ratio.faster("small-estimate", "smallVenturiEstimate", "smallBareCounts", 2),
                    new Ratio("large-exact", "largeVenturiExact", "largeBareCounts", 1.1),
                    Ratio.faster("large-estimate", "largeVenturiEstimate", "largeBareCounts", 5),
                    new Target.AtMost("large-estimate-error", ERROR, "largeVenturiEstimate", 5)));

    /** The metric history: what the library adds to a bare COPY, what it saves against a row that says all, what a step and reading cost. */
    private static final Suite STORE = new StoreSuite(
            "store",
            List.of(
                    new Ratio("ingest-1000-vs-copy", "ingest1000Venturi", "ingest1000BareCopy", 1 / 0.8),
                    Ratio.faster("ingest-1000-vs-wide", "ingest1000Venturi", "ingest1000WideInserts", 6),
                    new Ratio("ingest-10000-vs-copy", "ingest10000Venturi", "ingest10000BareCopy", 1 / 0.8),
                    Ratio.faster("ingest-10000-vs-wide", "ingest10000Venturi", "ingest10000WideInserts", 6),
                    new Target.AtMost("disk", DISK, "disk1000Venturi", 95),
                    new Target.Nanos("publish-10000-median", "publish10000Median", 150e6),
                    new Target.Nanos("publish-10000-worst", "publish10000Worst", 150e6),
                    new Target.Nanos("read-24h", "read24h", 10e6),
                    new Target.Nanos("quantile-30d", "quantile30d", 50e6)));

    private SuiteCatalog() {}

    static List<Suite> all() {
        return List.of(COUNTERS, DURATIONS, EVENTS, SCRAPE, HEAP_OF_METERS, HTTP, TABLES, STORE);
    }
}
