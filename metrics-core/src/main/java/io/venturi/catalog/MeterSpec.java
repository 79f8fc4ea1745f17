package io.venturi.catalog;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * One meter of the catalogue: what it is called, what it measures, and how. Immutable.
 *
 * <p>The name is Micrometer's, dotted and without the namespace ({@code cdc.events.received}); {@link
 * #prometheusName(String)} is the name that Prometheus sees ({@code pipeline_cdc_events_received_total}).
 */
public final class MeterSpec {

    private final MeterGroup group;
    private final MeterType type;
    private final String name;
    private final Unit unit;
    private final List<String> labels;
    private final List<Double> buckets;
    private final boolean optIn;
    private final String help;

    private MeterSpec(
            MeterGroup group,
            MeterType type,
            String name,
            Unit unit,
            List<String> labels,
            List<Double> buckets,
            boolean optIn,
            String help) {
        this.group = group;
        this.type = type;
        this.name = name;
        this.unit = unit;
        this.labels = labels;
        this.buckets = buckets;
        this.optIn = optIn;
        this.help = help;
    }

    static MeterSpec counter(MeterGroup group, String name, String help, String... labels) {
        return new MeterSpec(group, MeterType.COUNTER, name, Unit.NONE, List.of(labels), List.of(), false, help);
    }

    static MeterSpec gauge(MeterGroup group, String name, Unit unit, String help, String... labels) {
        return new MeterSpec(group, MeterType.GAUGE, name, unit, List.of(labels), List.of(), false, help);
    }

    static MeterSpec timer(MeterGroup group, String name, double[] seconds, String help, String... labels) {
        return new MeterSpec(group, MeterType.TIMER, name, Unit.SECONDS, List.of(labels), boxed(seconds), false, help);
    }

    static MeterSpec summary(
            MeterGroup group, String name, Unit unit, double[] buckets, String help, String... labels) {
        return new MeterSpec(group, MeterType.SUMMARY, name, unit, List.of(labels), boxed(buckets), false, help);
    }

    /** This meter, registered only where the host asks for it. */
    MeterSpec asOptIn() {
        return new MeterSpec(group, type, name, unit, labels, buckets, true, help);
    }

    private static List<Double> boxed(double[] values) {
        return Arrays.stream(values).boxed().toList();
    }

    /** The heading that it is documented under. */
    public MeterGroup group() {
        return group;
    }

    /** The kind of meter. */
    public MeterType type() {
        return type;
    }

    /** Micrometer's name without the namespace, such as {@code cdc.events.received}. */
    public String name() {
        return name;
    }

    /** Micrometer's name in a namespace, such as {@code pipeline.cdc.events.received}. */
    public String name(String namespace) {
        return namespace + '.' + name;
    }

    /** The unit of its values. */
    public Unit unit() {
        return unit;
    }

    /** The label names, in the order in which values are given. */
    public List<String> labels() {
        return labels;
    }

    /** Upper bounds of the classic buckets in {@link #unit()}s, ascending; empty unless it is a histogram. */
    public List<Double> buckets() {
        return buckets;
    }

    /** Whether it appears only where the host asks for it. */
    public boolean optIn() {
        return optIn;
    }

    /** What it tells, in one sentence; the exposition's {@code # HELP}. */
    public String help() {
        return help;
    }

    /** The family's name as Prometheus shows it in a namespace, such as {@code pipeline_cdc_lag_seconds}. */
    public String prometheusName(String namespace) {
        StringBuilder exposed = new StringBuilder(namespace).append('_').append(name.replace('.', '_'));
        if (unit != Unit.NONE) {
            exposed.append('_').append(unit.name().toLowerCase(Locale.ROOT));
        }
        if (type == MeterType.COUNTER) {
            exposed.append("_total");
        }
        return exposed.toString();
    }

    @Override
    public String toString() {
        return name + labels;
    }
}
