package io.venturi.benchmarks;

import java.util.Locale;

/**
 * What a suite must show: ours against a peer of the same run, as a ratio.
 *
 * @param name the target's name, after its suite's
 * @param ours the benchmark of ours
 * @param peer the benchmark beside it; the ratio is ours / peer
 * @param atMost the greatest ratio that passes
 */
record Target(String name, String ours, String peer, double atMost) {

    String verdict(String suite, double oursNanos, double peerNanos) {
        double ratio = oursNanos / peerNanos;
        return String.format(
                Locale.ROOT,
                "%s %s.%s measured=%.2fx (%.1f ns / %.1f ns) target=<=%.2fx",
                ratio <= atMost ? "PASS" : "MISS",
                suite,
                name,
                ratio,
                oursNanos,
                peerNanos,
                atMost);
    }
}
