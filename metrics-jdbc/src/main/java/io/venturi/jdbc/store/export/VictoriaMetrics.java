package io.venturi.jdbc.store.export;

import io.venturi.instrument.Once;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A VictoriaMetrics to export to, and how.
 *
 * <pre>{@code
 * VictoriaMetrics.builder(URI.create("http://victoria-metrics:8428/api/v1/import")).bearerToken(token).build();
 * VictoriaMetrics.builder(URI.create("http://vminsert:8480/insert/0/prometheus/api/v1/import"))
 *         .readUrl(URI.create("http://vmselect:8481/select/0/prometheus/api/v1/export"))
 *         .build();
 * }</pre>
 *
 * Its {@code -retentionPeriod} (a month, unless set) must cover the history: what is older, it drops and says nothing. Immutable.
 */
public final class VictoriaMetrics {

    private static final String IMPORT = "/api/v1/import";

    private final URI importUrl;
    private final Optional<URI> readUrl;
    private final Map<String, String> headers;
    private final int batchSamples;
    private final int retries;
    private final Duration backOff;
    private final Duration settle;
    private final Duration timeout;

    private VictoriaMetrics(Builder builder) {
        this.importUrl = builder.importUrl;
        this.readUrl = builder.receiverRemovesDuplicates
                ? builder.readUrl.given()
                : Optional.of(builder.readUrl.given().orElseGet(() -> derived(builder.importUrl)));
        this.headers = Map.copyOf(builder.headers);
        this.batchSamples = builder.batchSamples.get();
        this.retries = builder.retries.get();
        this.backOff = builder.backOff.get();
        this.settle = builder.settle.get();
        this.timeout = builder.timeout.get();
    }

    private static URI derived(URI importUrl) {
        String path = importUrl.getRawPath();
        if (!path.endsWith(IMPORT) || path.contains("/insert/")) {
            throw new IllegalArgumentException("where samples of " + importUrl
                    + " can be read is not known: give readUrl, such as http://vmselect:8481/select/0/prometheus/api/v1/export,"
                    + " or say that the receiverRemovesDuplicates");
        }
        return importUrl.resolve(path.substring(0, path.length() - IMPORT.length()) + "/api/v1/export");
    }

    /**
     * Begins to describe one.
     *
     * @param importUrl where it imports JSON lines: {@code http(s)://…/api/v1/import}
     */
    public static Builder builder(URI importUrl) {
        return new Builder(importUrl);
    }

    URI importUrl() {
        return importUrl;
    }

    Optional<URI> readUrl() {
        return readUrl;
    }

    Map<String, String> headers() {
        return headers;
    }

    int batchSamples() {
        return batchSamples;
    }

    int retries() {
        return retries;
    }

    Duration backOff() {
        return backOff;
    }

    Duration settle() {
        return settle;
    }

    Duration timeout() {
        return timeout;
    }

    @Override
    public String toString() {
        return "VictoriaMetrics at " + importUrl;
    }

    /** Describes a VictoriaMetrics. Each option may be given once. Not thread-safe. */
    public static final class Builder {

        private static final int MOST_SAMPLES = 5_000_000;
        private static final int MOST_RETRIES = 100;

        private final URI importUrl;
        private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        private final Once<URI> readUrl = new Once<>("readUrl");
        private final Once<Integer> batchSamples = new Once<>("batchSamples", 100_000);
        private final Once<Integer> retries = new Once<>("retries", 8);
        private final Once<Duration> backOff = new Once<>("backOff", Duration.ofSeconds(1));
        private final Once<Duration> settle = new Once<>("settle", Duration.ofSeconds(5));
        private final Once<Duration> timeout = new Once<>("timeout", Duration.ofMinutes(1));
        private boolean receiverRemovesDuplicates;

        private Builder(URI importUrl) {
            this.importUrl = checked("importUrl", importUrl);
        }

        private static URI checked(String option, URI url) {
            if (url.getHost() == null || !("http".equals(url.getScheme()) || "https".equals(url.getScheme()))) {
                throw new IllegalArgumentException(option + " is " + url + "; give an http or https URL with a host");
            }
            if (url.getUserInfo() != null) {
                throw new IllegalArgumentException(option + " of host " + url.getHost()
                        + " has credentials in it: give an Authorization header instead");
            }
            return url;
        }

        /**
         * Where samples can be read again, after an interruption and to verify: {@code …/api/v1/export}. Unless given, beside the import
         * of a single node; a cluster's is elsewhere.
         */
        public Builder readUrl(URI url) {
            readUrl.set(checked("readUrl", url));
            return this;
        }

        /**
         * Says that the receiver leaves one of equal samples ({@code -dedup.minScrapeInterval=1ms} or more): what may have arrived before an
         * interruption is then sent again without asking for it first.
         */
        public Builder receiverRemovesDuplicates() {
            receiverRemovesDuplicates = true;
            return this;
        }

        /** A header of every request. */
        public Builder header(String name, String value) {
            if (headers.putIfAbsent(name, value) != null) {
                throw new IllegalStateException("header " + name + " is set already; remove one of the calls");
            }
            return this;
        }

        /** The token of an {@code Authorization: Bearer} header. */
        public Builder bearerToken(String token) {
            return header("Authorization", "Bearer " + token);
        }

        /** About how many samples are sent at once, and held in memory; 100,000 unless given. */
        public Builder batchSamples(int most) {
            batchSamples.set(within("batchSamples", most, 1, MOST_SAMPLES));
            return this;
        }

        /** How often a batch is tried again before the export fails, to be resumed; 8 unless given. */
        public Builder retries(int most) {
            retries.set(within("retries", most, 0, MOST_RETRIES));
            return this;
        }

        private static int within(String option, int value, int least, int most) {
            if (value < least || value > most) {
                throw new IllegalArgumentException(option + " is " + value + "; give " + least + " to " + most);
            }
            return value;
        }

        /** How long to wait before the first of them, and then twice as long each time, up to a minute; 1 s unless given. */
        public Builder backOff(Duration first) {
            backOff.set(positive("backOff", first));
            return this;
        }

        /**
         * After how long the receiver shows all that it took, of a connection that broke, too; 5 s unless given. Before a batch that may
         * have arrived is sent again, this long nothing is done.
         */
        public Builder settle(Duration time) {
            settle.set(positive("settle", time));
            return this;
        }

        /** How long a request may take; 1 min unless given. */
        public Builder timeout(Duration time) {
            timeout.set(positive("timeout", time));
            return this;
        }

        private static Duration positive(String option, Duration time) {
            if (time.isNegative() || time.isZero()) {
                throw new IllegalArgumentException(option + " is " + time + "; give more than 0, such as PT1S");
            }
            return time;
        }

        /**
         * The description.
         *
         * @throws IllegalArgumentException if it is not known where samples can be read, and the receiver does not remove duplicates
         */
        public VictoriaMetrics build() {
            return new VictoriaMetrics(this);
        }
    }
}
