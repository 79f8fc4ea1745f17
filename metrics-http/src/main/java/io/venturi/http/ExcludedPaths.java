package io.venturi.http;

import java.util.Collection;

/** Paths that are not metered. Nearly all paths are told apart from them by their length. Immutable. */
final class ExcludedPaths {

    private final String[] paths;

    /** A bit for each length, modulo 64. */
    private final long lengths;

    ExcludedPaths(Collection<String> paths) {
        this.paths = paths.toArray(String[]::new);
        this.lengths = paths.stream().mapToLong(path -> 1L << path.length()).reduce(0, (a, b) -> a | b);
    }

    /** Whether a path, from {@code from} on, is one of them. */
    boolean contains(String path, int from) {
        int length = path.length() - from;
        return (lengths >>> length & 1) != 0 && isOneOfThem(path, from, length);
    }

    private boolean isOneOfThem(String path, int from, int length) {
        for (String one : paths) {
            if (one.length() == length && path.startsWith(one, from)) {
                return true;
            }
        }
        return false;
    }
}
