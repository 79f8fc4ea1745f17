package io.venturi;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The bounded label values of HTTP: methods and statuses. */
final class HttpLabels {

    static final String OTHER_METHOD = "OTHER";
    static final String UNKNOWN_STATUS = "UNKNOWN";
    static final int MIN_STATUS = 100;
    static final int MAX_STATUS = 599;

    /** RFC 9110 section 9, PATCH (RFC 5789) and QUERY; methods are case-sensitive. The last stands for all others. */
    private static final List<String> METHODS = List.of(
            "GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH", "QUERY", OTHER_METHOD);

    static final int METHOD_COUNT = METHODS.size();

    private HttpLabels() {}

    static String method(int index) {
        return METHODS.get(index);
    }

    static int methodIndex(@Nullable String method) {
        int index = method == null ? -1 : METHODS.indexOf(method);
        return index < 0 ? METHOD_COUNT - 1 : index;
    }

    /** The place of a status among those of {@link #statusCount}; the last stands for all that are no HTTP status. */
    static int statusIndex(int status) {
        return status >= MIN_STATUS && status <= MAX_STATUS ? status - MIN_STATUS : statusCount() - 1;
    }

    static int statusCount() {
        return MAX_STATUS - MIN_STATUS + 2;
    }

    static String status(int index) {
        return index == statusCount() - 1 ? UNKNOWN_STATUS : Integer.toString(index + MIN_STATUS);
    }
}
