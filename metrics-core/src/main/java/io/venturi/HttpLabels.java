package io.venturi;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The bounded label values of HTTP: what methods, statuses and failures are called, whatever the names of the meters.
 * Methods and statuses have a place each, so that handles can be kept in arrays. Filters build on it; hosts seldom need to.
 */
public final class HttpLabels {

    /** The method that stands for all that are not known. */
    public static final String OTHER_METHOD = "OTHER";

    /** The status that stands for all that are none. */
    public static final String UNKNOWN_STATUS = "UNKNOWN";

    /** How many names of exceptions a route may have. */
    public static final int MAX_EXCEPTIONS = 50;

    /** RFC 9110 section 9, PATCH (RFC 5789) and QUERY; methods are case-sensitive. The last stands for all others. */
    private static final String[] METHODS = {
        "GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH", "QUERY", OTHER_METHOD
    };

    private static final int MIN_STATUS = 100;
    private static final int MAX_STATUS = 599;

    /** How many methods there are, with {@link #OTHER_METHOD}, which is the last. */
    public static final int METHOD_COUNT = METHODS.length;

    /** How many statuses there are, with {@link #UNKNOWN_STATUS}, which is the last. */
    public static final int STATUS_COUNT = MAX_STATUS - MIN_STATUS + 2;

    private HttpLabels() {}

    /** The place of a method: the last for any but the eight of RFC 9110, PATCH and QUERY, as they are written there. */
    public static int methodIndex(@Nullable String method) {
        int index = 0;
        while (index < METHOD_COUNT - 1 && !METHODS[index].equals(method)) {
            index++;
        }
        return index;
    }

    /** What the method at a place is called. */
    public static String method(int index) {
        return METHODS[index];
    }

    /** The place of a status: the last for one outside 100 to 599. */
    public static int statusIndex(int status) {
        return status >= MIN_STATUS && status <= MAX_STATUS ? status - MIN_STATUS : STATUS_COUNT - 1;
    }

    /** What the status at a place is called. */
    public static String status(int index) {
        return index == STATUS_COUNT - 1 ? UNKNOWN_STATUS : Integer.toString(index + MIN_STATUS);
    }

    /** What a failure is called: the simple name of its root cause's class, or, if that is anonymous, of the class above. */
    public static String exception(Throwable failure) {
        List<Throwable> causes = Causes.of(failure);
        Class<?> type = causes.get(causes.size() - 1).getClass();
        while (type.getSimpleName().isEmpty()) {
            type = type.getSuperclass();
        }
        return type.getSimpleName();
    }
}
