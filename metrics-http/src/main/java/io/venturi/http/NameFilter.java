package io.venturi.http;

import io.venturi.http.internal.QueryText;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The names that a scrape is restricted to: {@code ?name[]=jvm_threads_live_threads&name[]=orders_total}. Each is the
 * name of a family or of one of its samples. None means all.
 *
 * @param names sorted, so that equal filters are equal
 */
record NameFilter(Set<String> names) {

    static final NameFilter ALL = new NameFilter(Set.of());

    private static final String PARAMETER = "name[]";
    private static final int MAX_QUERY = 16 * 1024;
    private static final int MAX_NAMES = 256;
    private static final int MAX_NAME = 256;

    /** The query cannot be understood, or asks for too much. Its message is for the caller. */
    static final class MalformedException extends Exception {
        MalformedException(String message) {
            super(message);
        }
    }

    boolean isAll() {
        return names.isEmpty();
    }

    /** Reads a query; parameters of other names are for others. */
    static NameFilter parse(@Nullable String rawQuery) throws MalformedException {
        if (rawQuery == null || rawQuery.isEmpty()) {
            return ALL;
        }
        if (rawQuery.length() > MAX_QUERY) {
            throw new MalformedException("query longer than " + MAX_QUERY + " characters");
        }
        Set<String> names = new TreeSet<>();
        int start = 0;
        while (start <= rawQuery.length()) {
            int end = rawQuery.indexOf('&', start);
            end = end < 0 ? rawQuery.length() : end;
            addName(rawQuery.substring(start, end), names);
            start = end + 1;
        }
        return new NameFilter(names);
    }

    private static void addName(String pair, Set<String> names) throws MalformedException {
        int equals = pair.indexOf('=');
        String key = decode(equals < 0 ? pair : pair.substring(0, equals));
        String name = decode(equals < 0 ? "" : pair.substring(equals + 1));
        if (!key.equals(PARAMETER)) {
            return;
        }
        if (name.isEmpty() || name.length() > MAX_NAME) {
            throw new MalformedException("name[] must have 1 to " + MAX_NAME + " characters");
        }
        names.add(name);
        if (names.size() > MAX_NAMES) {
            throw new MalformedException("more than " + MAX_NAMES + " name[] parameters");
        }
    }

    private static String decode(String text) throws MalformedException {
        try {
            return QueryText.decode(text);
        } catch (QueryText.MalformedException e) {
            throw new MalformedException(String.valueOf(e.getMessage()));
        }
    }
}
