package io.venturi.jdbc.store;

import java.util.Locale;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the file of a batch is called: names sort in the order in which batches are to be stored. A process that takes over
 * what others left is of a later generation than those; clocks have no say.
 */
final class BatchName {

    private static final Pattern NAME = Pattern.compile("([0-9]{10})-(.{36}-[0-9]{19})\\.batch");

    private BatchName() {}

    static String of(long generation, UUID incarnation, long seq) {
        return String.format(Locale.ROOT, "%010d-%s", generation, tail(incarnation, seq));
    }

    private static String tail(UUID incarnation, long seq) {
        return String.format(Locale.ROOT, "%s-%019d%s", incarnation, seq, SpoolDirectory.BATCH);
    }

    /** Whether a file of this name should hold this batch. */
    static boolean isOf(String name, UUID incarnation, long seq) {
        return generation(name) > 0 && name.endsWith('-' + tail(incarnation, seq));
    }

    /** The generation that wrote the file; 0 where a name is not of this kind. */
    static long generation(String name) {
        Matcher matcher = NAME.matcher(name);
        return matcher.matches() ? Long.parseLong(matcher.group(1)) : 0;
    }
}
