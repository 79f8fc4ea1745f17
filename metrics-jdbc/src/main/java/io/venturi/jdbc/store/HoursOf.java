package io.venturi.jdbc.store;

import java.util.Arrays;
import java.util.stream.LongStream;

/**
 * The hours (UTC) that records are of, which the roll-up is to know before they are stored: it rolls those up again that it has
 * rolled up already.
 */
final class HoursOf {

    private static final long SECONDS_PER_HOUR = 3_600;
    /** As hours since 1970. Nothing is stored of the years before, or after 2300. */
    private static final long END = 2_900_000;

    private HoursOf() {}

    /** Those of some times, in seconds since 1970, each once, as {@link #note} takes them. */
    static long[] seconds(LongStream seconds) {
        long[] hours = new long[1];
        int found = 0;
        long last = -1;
        for (var each = seconds.iterator(); each.hasNext(); ) {
            long hour = Math.floorDiv(each.nextLong(), SECONDS_PER_HOUR);
            // Most are of the hour of the one before.
            if (hour != last && hour >= 0 && hour < END) {
                if (found == hours.length) {
                    hours = Arrays.copyOf(hours, 2 * found);
                }
                hours[found++] = hour;
                last = hour;
            }
        }
        return Arrays.stream(hours, 0, found).distinct().toArray();
    }

    /** A call, as SQL takes it, that says so in the transaction that stores records of a kind; its parameter is bound as an object. */
    static String note(String function, String kind) {
        return function + "('" + kind + "', ARRAY(SELECT timestamptz 'epoch' + hour * interval '1 hour'"
                + " FROM unnest(?::bigint[]) AS hours (hour)))";
    }
}
