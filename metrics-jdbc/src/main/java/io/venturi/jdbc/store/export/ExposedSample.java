package io.venturi.jdbc.store.export;

import io.venturi.jdbc.store.SeriesType;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A value with its time, as Prometheus scrapes it.
 *
 * @param series with the name and the labels that it is exposed with
 * @param millis since 1970
 */
record ExposedSample(
        Labelled series, SeriesType type, @Nullable String help, long millis, double value) {

    private static final String BUCKET = "_bucket";
    private static final String COUNT = "_count";
    private static final String SUM = "_sum";
    private static final String BOUND = "le";

    ExposedSample newer(ExposedSample other) {
        return other.millis > millis ? other : this;
    }

    String name() {
        return series.name();
    }

    boolean isCount() {
        return name().endsWith(COUNT);
    }

    boolean isSum() {
        return name().endsWith(SUM);
    }

    boolean isBucket() {
        return type == SeriesType.HISTOGRAM && name().endsWith(BUCKET) && bound() != null;
    }

    /** Of which distribution it may be a part, by its name; its own name where it can be none. */
    String distribution() {
        String suffix = isBucket() ? BUCKET : isCount() ? COUNT : isSum() ? SUM : "";
        return name().substring(0, name().length() - suffix.length());
    }

    /** The labels that the parts of one distribution share, as text. */
    String distributionLabels() {
        if (!isBucket()) {
            return new Labelled("", series.labels()).toString();
        }
        SortedMap<String, String> labels = new TreeMap<>(series.labels());
        labels.remove(BOUND);
        return new Labelled("", labels).toString();
    }

    @Nullable
    String bound() {
        return series.labels().get(BOUND);
    }

    void writeTo(StringBuilder text) {
        text.append(series)
                .append(' ')
                .append(PrometheusText.number(value))
                .append(' ')
                .append(millis)
                .append('\n');
    }
}
