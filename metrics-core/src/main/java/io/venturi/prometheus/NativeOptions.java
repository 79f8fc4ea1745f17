package io.venturi.prometheus;

/**
 * How native histograms are resolved.
 *
 * @param schema a bucket's bound is 2^(2^-schema) times the one before
 * @param maxBuckets beyond so many, the schema is lowered
 */
record NativeOptions(int schema, int maxBuckets) {}
