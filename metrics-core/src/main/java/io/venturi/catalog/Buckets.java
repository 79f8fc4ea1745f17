package io.venturi.catalog;

/** Classic bucket bounds that several meters share. */
final class Buckets {

    static final double[] DURATION = {.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60};
    static final double[] EVENT_LAG = {.01, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600};
    static final double[] COMMIT = {.1, .25, .5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800};
    static final double[] REQUEST = {.001, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10};
    static final double[] COUNT = {1, 10, 50, 100, 250, 500, 1000, 2500, 5000, 10000};
    static final double[] FILE_SIZE = {1 << 16, 1 << 18, 1 << 20, 1 << 22, 1 << 24, 1 << 26, 1 << 28, 1 << 30};
    static final double[] MESSAGE_SIZE = {100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000};

    private Buckets() {}
}
