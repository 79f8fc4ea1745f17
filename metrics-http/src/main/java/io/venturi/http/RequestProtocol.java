package io.venturi.http;

/** What a request came by: its scheme, {@code http} or {@code https}, and the version of HTTP. Each pair has a place, from 0. */
final class RequestProtocol {

    /** The versions that OpenTelemetry knows; the last stands for all others. */
    private static final String[] VERSIONS = {"1.1", "2", "1.0", "3", ""};

    /** How many places there are. */
    static final int COUNT = 2 * VERSIONS.length;

    private RequestProtocol() {}

    /** The place of a scheme and a protocol, such as {@code HTTP/1.1}. */
    static int index(boolean secure, String protocol) {
        return version(protocol) + (secure ? VERSIONS.length : 0);
    }

    private static int version(String protocol) {
        return switch (protocol) {
            case "HTTP/1.1" -> 0;
            case "HTTP/2.0", "HTTP/2" -> 1;
            case "HTTP/1.0" -> 2;
            case "HTTP/3.0", "HTTP/3" -> 3;
            default -> VERSIONS.length - 1;
        };
    }

    static String scheme(int index) {
        return index < VERSIONS.length ? "http" : "https";
    }

    /** The version, empty if it is another. */
    static String version(int index) {
        return VERSIONS[index % VERSIONS.length];
    }
}
