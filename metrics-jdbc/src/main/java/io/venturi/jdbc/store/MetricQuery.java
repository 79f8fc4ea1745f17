package io.venturi.jdbc.store;

import io.venturi.instrument.Once;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Which part of the history is asked for: the series of a metric that have certain labels, between two times.
 *
 * <pre>{@code
 * MetricQuery lag = MetricQuery.builder("pipeline_cdc_lag_seconds", dayAgo, now)
 *         .label("table", "public.orders")
 *         .step(Duration.ofMinutes(5))
 *         .build();
 * }</pre>
 *
 * Immutable.
 */
public final class MetricQuery {

    private final String name;
    private final Instant from;
    private final Instant to;
    private final SortedMap<String, String> labels;
    private final Optional<UUID> runtime;
    private final Optional<Duration> step;
    private final int maxSeries;
    private final int maxPoints;
    private final int maxSketches;
    private final int maxBytes;
    private final Duration timeout;

    private MetricQuery(Builder builder) {
        this.name = builder.name;
        this.from = builder.from;
        this.to = builder.to;
        this.labels = Collections.unmodifiableSortedMap(new TreeMap<>(builder.labels));
        this.runtime = builder.runtime.given();
        this.step = builder.step.given();
        this.maxSeries = builder.maxSeries.get();
        this.maxPoints = builder.maxPoints.get();
        this.maxSketches = builder.maxSketches.get();
        this.maxBytes = builder.maxBytes.get();
        this.timeout = builder.timeout.get();
    }

    /**
     * Begins to describe a query.
     *
     * @param name the metric's, as Prometheus shows it
     * @param from the earliest time
     * @param to the time after the latest
     * @throws IllegalArgumentException if {@code from} is not before {@code to}, or either is not between the years 1 and 9999
     */
    public static Builder builder(String name, Instant from, Instant to) {
        return new Builder(name, from, to);
    }

    /** The metric, as Prometheus shows it. */
    public String name() {
        return name;
    }

    /** The earliest time. */
    public Instant from() {
        return from;
    }

    /** The time after the latest. */
    public Instant to() {
        return to;
    }

    /** The labels that are asked for. */
    public SortedMap<String, String> labels() {
        return labels;
    }

    /** The only component that is asked for, if one is. */
    public Optional<UUID> runtime() {
        return runtime;
    }

    /** The time that there is to be one value for, if not all are asked for. */
    public Optional<Duration> step() {
        return step;
    }

    /** How many series there may be. */
    public int maxSeries() {
        return maxSeries;
    }

    /** How many values there may be in all. */
    public int maxPoints() {
        return maxPoints;
    }

    /** How many sketches of distributions may be read. */
    public int maxSketches() {
        return maxSketches;
    }

    /** How many bytes these may have in all. */
    public int maxBytes() {
        return maxBytes;
    }

    /** How long a statement may run. */
    public Duration timeout() {
        return timeout;
    }

    @Override
    public String toString() {
        return name + labels + " from " + from + " to " + to;
    }

    /** Describes a query. Each option may be given once, each label, too. Not thread-safe. */
    public static final class Builder {

        private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
        private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");
        private static final int MAX_LIMIT = 10_000_000;
        private static final int MAX_BYTES = 1 << 30;

        private final String name;
        private final Instant from;
        private final Instant to;
        private final SortedMap<String, String> labels = new TreeMap<>();
        private final Once<UUID> runtime = new Once<>("runtime");
        private final Once<Duration> step = new Once<>("step");
        private final Once<Integer> maxSeries = new Once<>("maxSeries", 1_000);
        private final Once<Integer> maxPoints = new Once<>("maxPoints", 100_000);
        private final Once<Integer> maxSketches = new Once<>("maxSketches", 200_000);
        private final Once<Integer> maxBytes = new Once<>("maxBytes", 64 << 20);
        private final Once<Duration> timeout = new Once<>("timeout", Duration.ofSeconds(30));

        private Builder(String name, Instant from, Instant to) {
            if (name.isEmpty()) {
                throw new IllegalArgumentException("name is empty: give a metric's");
            }
            if (!from.isBefore(to)) {
                throw new IllegalArgumentException("from " + from + " is not before to " + to + ": swap or widen them");
            }
            if (from.isBefore(EARLIEST) || to.isAfter(LATEST)) {
                throw new IllegalArgumentException("from " + from + " to " + to + " is out of range: give times from "
                        + EARLIEST + " to " + LATEST);
            }
            this.name = name;
            this.from = from;
            this.to = to;
        }

        /** Only series that have this value of a label. */
        public Builder label(String label, String value) {
            String earlier = labels.putIfAbsent(label, value);
            if (earlier != null) {
                throw new IllegalStateException("label " + label + " is asked for as '" + earlier
                        + "' already: no series has two values; remove '" + value + "'");
            }
            return this;
        }

        /** Only series that have these values of labels. */
        public Builder labels(Map<String, String> all) {
            all.forEach(this::label);
            return this;
        }

        /** Only the series of one component. */
        public Builder runtime(UUID id) {
            runtime.set(id);
            return this;
        }

        /**
         * One value for each step, which begin at whole multiples since the epoch: the last one in it. All values, unless given.
         *
         * @param length 1 ms at least
         */
        public Builder step(Duration length) {
            if (length.compareTo(Duration.ofMillis(1)) < 0 || length.compareTo(Duration.ofDays(366)) > 0) {
                throw new IllegalArgumentException("step is " + length + "; give PT0.001S to P366D, such as PT1M");
            }
            step.set(length);
            return this;
        }

        /** With more series than this, 1,000 unless given, the query is refused. */
        public Builder maxSeries(int most) {
            maxSeries.set(limit("maxSeries", most, MAX_LIMIT));
            return this;
        }

        /** With more values than this in all, 100,000 unless given, the query is refused. */
        public Builder maxPoints(int most) {
            maxPoints.set(limit("maxPoints", most, MAX_LIMIT));
            return this;
        }

        /** Where distributions are asked for: if more sketches than this, 200,000 unless given, must be read, the query is refused. */
        public Builder maxSketches(int most) {
            maxSketches.set(limit("maxSketches", most, MAX_LIMIT));
            return this;
        }

        /** The same with their bytes in all, 64 MiB unless given. */
        public Builder maxBytes(int most) {
            maxBytes.set(limit("maxBytes", most, MAX_BYTES));
            return this;
        }

        private static int limit(String option, int most, int greatest) {
            if (most < 1 || most > greatest) {
                throw new IllegalArgumentException(option + " is " + most + "; give 1 to " + greatest);
            }
            return most;
        }

        /** How long a statement may run before the server ends it; 30 s unless given, 1 ms to 1 hour. */
        public Builder timeout(Duration most) {
            if (most.compareTo(Duration.ofMillis(1)) < 0 || most.compareTo(Duration.ofHours(1)) > 0) {
                throw new IllegalArgumentException("timeout is " + most + "; give PT0.001S to PT1H, such as PT30S");
            }
            timeout.set(most);
            return this;
        }

        /** The query. */
        public MetricQuery build() {
            return new MetricQuery(this);
        }
    }
}
