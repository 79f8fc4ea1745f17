package io.venturi.examples.deploy.promql;

import java.util.ArrayList;
import java.util.List;

/**
 * A timer or a summary, whichever way it was scraped: as classic buckets or as a native histogram. Its expressions ask for both
 * and take what is there. Immutable.
 */
public final class Histogram {

    private static final String LE = "le";

    private final Meters meters;
    private final Series meter;
    private final List<Double> bounds;

    Histogram(Meters meters, Series meter, List<Double> bounds) {
        this.meters = meters;
        this.meter = meter;
        this.bounds = bounds;
    }

    /** A quantile of what was recorded in the window, by labels. */
    public Vector quantile(String q, String window, String... by) {
        Vector whole = natively(window, by);
        String text = "histogram_quantile(" + q + ", " + buckets(window, by).text() + ") or histogram_quantile(" + q
                + ", " + whole.text() + ")";
        return new Vector(text, Precedence.OR, whole.labels(), whole.meters());
    }

    /** Recordings per second, by labels. */
    public Vector rate(String window, String... by) {
        Vector whole = natively(window, by);
        Vector counts = count().rate(window).sumBy(by);
        return counts.or(wrapped("histogram_count", whole));
    }

    /** Sum of what was recorded, per second, by labels. */
    public Vector sumRate(String window, String... by) {
        return sum().rate(window).sumBy(by).or(wrapped("histogram_sum", natively(window, by)));
    }

    /** Mean of what was recorded in the window, by labels; NaN where nothing was. */
    public Vector mean(String window, String... by) {
        Vector whole = natively(window, by);
        Vector classic =
                sum().rate(window).sumBy(by).dividedBy(count().rate(window).sumBy(by));
        return classic.or(wrapped("histogram_sum", whole).dividedBy(wrapped("histogram_count", whole)));
    }

    /** The part of the recordings in the window that were greater than a bound of a classic bucket, by labels. */
    public Vector ratioAbove(String bound, String window, String... by) {
        double value = Double.parseDouble(bound);
        if (!bounds.contains(value)) {
            throw new IllegalArgumentException(bound + " is no bound of " + meter.name() + ": use one of " + bounds);
        }
        // One format of the exposition writes 1, the other 1.0.
        String le = bound.contains(".") ? bound : bound + "(\\.0)?";
        Vector within = bucket().matching(LE, le).rate(window).sumBy(by);
        Vector classic = within.dividedBy(count().rate(window).sumBy(by)).subtractedFrom("1");
        Vector whole = natively(window, by);
        Vector fraction = new Vector(
                "histogram_fraction(0, " + bound + ", " + whole.text() + ")",
                Precedence.ATOM,
                whole.labels(),
                whole.meters());
        return classic.or(fraction.subtractedFrom("1"));
    }

    /** Recordings in the window by classic bucket; a native histogram as a whole. For heatmaps. */
    public Vector buckets(String window, String... by) {
        List<String> labels = new ArrayList<>(List.of(by));
        labels.add(LE);
        return bucket().rate(window).sumBy(labels.toArray(String[]::new));
    }

    /** Growth in the window for a heatmap: by classic bucket, or native histograms. */
    public Vector distribution(String window) {
        Vector classic = bucket().increase(window).sumBy(LE);
        Vector whole = meters.part(meter, "").increase(window).sumBy();
        return new Vector(classic.text() + " or " + whole.text(), Precedence.OR, classic.labels(), classic.meters());
    }

    /** The greatest recording of late. */
    public Series max() {
        return meters.part(meter, "_max");
    }

    /** Classic buckets, cumulative. */
    public Series bucket() {
        return meters.part(meter, "_bucket", LE);
    }

    /** How many recordings there were; not there where only the native histogram is kept. */
    public Series count() {
        return meters.part(meter, "_count");
    }

    private Series sum() {
        return meters.part(meter, "_sum");
    }

    /** Rates of the native histogram; nothing where there are classic buckets only. */
    private Vector natively(String window, String... by) {
        return meters.part(meter, "").rate(window).sumBy(by);
    }

    private static Vector wrapped(String function, Vector vector) {
        return new Vector(function + "(" + vector.text() + ")", Precedence.ATOM, vector.labels(), vector.meters());
    }
}
