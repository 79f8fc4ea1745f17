package io.venturi.examples.deploy.settings;

import java.util.Arrays;
import java.util.Optional;

/** A window, a waiting time or a threshold of the rules, with what it is unless it is set. */
public enum Setting {
    SCRAPE_INTERVAL("scrape-interval", "15s", "1s", "how often Prometheus scrapes and evaluates the rules"),
    WINDOW("window", "5m", "15s", "over which rates are taken"),
    LONG_WINDOW("long-window", "15m", "20s", "over which rare things are counted: dead letters, overflows, restarts"),
    LONG_FOR("long-for", "15m", "15s", "how long what may mend itself lasts before it is told"),
    FOR("for", "5m", "5s", "how long other trouble lasts before it is told"),
    KEEP_FIRING("keep-firing-for", "10m", "5s", "how long an alert about something rare stays after it"),
    VANISHED_WINDOW("vanished-window", "1h", "2m", "how long a pipeline that is not scraped any more is remembered"),

    RESTARTS("restarts", "3", "3", "entries into the state starting, in the long window, that are too many"),
    LAG_HIGH("lag-high", "60", "10", "seconds of lag that are a warning"),
    LAG_CRITICAL("lag-critical", "600", "30", "seconds of lag that are critical"),
    LAG_GROWTH("lag-growth", "0.1", "0.5", "seconds by which the lag may grow in a second"),
    LAG_FLOOR("lag-floor", "15", "5", "seconds of lag below which its growth does not matter"),
    ERROR_RATIO("error-ratio", "0.01", "0.05", "errors for each event received that are too many"),
    RETRIES("retries-per-minute", "10", "20", "retries in a minute that are a storm"),
    DEAD_LETTERS("dead-letters", "10", "50", "events given up on, in the long window, that are too many"),
    SLOT_RETAINED("slot-retained-bytes", "10737418240", "67108864", "bytes of write-ahead log that a slot may keep"),

    BUFFER_FILL("buffer-fill", "0.8", "0.5", "part of the buffer's capacity that is nearly all"),
    BATCH_ERROR_RATIO("batch-error-ratio", "0.2", "0.5", "part of the attempts at batches that may fail"),

    NO_COMMIT("no-commit-for", "10m", "10s", "how old the last commit may be while events wait"),
    CONFLICT_RATIO("conflict-ratio", "0.2", "0.2", "part of the commits that may lose to another"),
    COMMIT_FAILURES("commit-failures", "2", "2", "commits that may fail for other reasons, in the long window"),
    COMMIT_SECONDS("commit-seconds", "60", "10", "seconds within which 95 % of the commits end"),

    COUNT_FAILURES("count-failures", "2", "2", "counting runs that may fail in the count window"),
    COUNT_WINDOW("count-window", "1h", "15s", "over which counting runs and rows are compared"),
    COUNT_STALE("count-stale-after", "2h", "15s", "how old the last good count may be"),
    ROWS_DROP("rows-drop", "0.5", "0.5", "part of its rows that a table may lose in the count window"),
    ROWS_LEAST("rows-least", "100", "100", "rows below which a table's loss does not matter"),

    CONNECTIONS("connections", "0.8", "0.9", "part of the server's connections that are nearly all"),
    TRANSACTION_AGE("transaction-age", "1h", "1m", "how old the oldest open transaction may be"),

    API_ERROR_RATIO("api-error-ratio", "0.05", "0.2", "part of the requests that may fail for a while"),
    API_ERROR_BUDGET("api-error-budget", "0.001", "0.025", "part of the requests that may fail in the long run"),
    API_LATENCY("api-latency", "0.5", "0.5", "seconds within which requests are answered; a bound of the buckets"),
    API_LATENCY_BUDGET(
            "api-latency-budget", "0.01", "0.03", "part of the requests that may take longer in the long run"),
    API_LEAST_REQUESTS(
            "api-least-requests", "100", "5", "requests in the long window of a burn below which it is not judged"),
    BURN_FOR("burn-for", "2m", "2s", "how long a budget burns before it is told"),
    BURN_FAST("burn-fast", "14.4", "14.4", "times the budget that burn it fast: 2 % of 30 days' in an hour"),
    BURN_FAST_SHORT("burn-fast-short", "5m", "10s", "the short window of the fast burn"),
    BURN_FAST_LONG("burn-fast-long", "1h", "20s", "the long window of the fast burn"),
    BURN_SLOW("burn-slow", "6", "6", "times the budget that burn it slowly: 5 % of 30 days' in six hours"),
    BURN_SLOW_SHORT("burn-slow-short", "30m", "15s", "the short window of the slow burn"),
    BURN_SLOW_LONG("burn-slow-long", "6h", "30s", "the long window of the slow burn"),

    SPOOL_BYTES(
            "spool-bytes", "33554432", "1048576", "bytes that may wait to be stored: half of what the spool may hold"),
    PARTITIONS("partitions", "2", "2", "days for which the store's partitions are to be there ahead"),
    ROLLUP_LAG("rollup-lag", "3h", "3h", "how far roll-ups may be behind"),

    SCALE_BACKLOG("scale-backlog", "5000", "1000", "events in flight for each replica"),
    SCALE_LAG("scale-lag", "30", "5", "seconds of lag above which replicas are added"),
    SCALE_MAX("scale-max", "8", "4", "the most replicas");

    private final String option;
    private final String usual;
    private final String demo;
    private final String meaning;

    Setting(String option, String usual, String demo, String meaning) {
        this.option = option;
        this.usual = usual;
        this.demo = demo;
        this.meaning = meaning;
    }

    /** Its name on the command line. */
    public String option() {
        return option;
    }

    /** What it is. */
    public String meaning() {
        return meaning;
    }

    /** Whether it is a duration as PromQL writes it; otherwise it is a number. */
    public boolean isDuration() {
        return PromDuration.isOne(usual);
    }

    /** What it is in a profile unless it is set. */
    public String in(Profile profile) {
        return profile == Profile.USUAL ? usual : demo;
    }

    static Optional<Setting> named(String option) {
        return Arrays.stream(values())
                .filter(setting -> setting.option.equals(option))
                .findFirst();
    }
}
