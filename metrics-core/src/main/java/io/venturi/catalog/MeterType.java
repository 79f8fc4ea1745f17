package io.venturi.catalog;

/** What kind of Micrometer meter a {@link MeterSpec} becomes, and so what Prometheus sees. */
public enum MeterType {
    /** A monotone count; Prometheus shows it with {@code _total}. */
    COUNTER("counter"),
    /** A value read when it is scraped. */
    GAUGE("gauge"),
    /** A Micrometer {@code Timer}: a histogram in seconds, with a {@code _max} gauge beside it. */
    TIMER("histogram"),
    /** A Micrometer {@code DistributionSummary}: a histogram in its own unit, with a {@code _max} gauge beside it. */
    SUMMARY("histogram");

    private final String exposed;

    MeterType(String exposed) {
        this.exposed = exposed;
    }

    /** The word for it in the exposition's {@code # TYPE} line. */
    public String exposedType() {
        return exposed;
    }

    /** Whether it is exposed as buckets, {@code _count}, {@code _sum} and a {@code _max} gauge. */
    public boolean isHistogram() {
        return this == TIMER || this == SUMMARY;
    }
}
