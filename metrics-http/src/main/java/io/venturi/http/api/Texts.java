package io.venturi.http.api;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Texts of requests. */
final class Texts {

    private static final int MAX_SHOWN = 100;
    private static final int MAX_SHOWN_LONG = 500;

    private Texts() {}

    /** As an answer may show it: on one line, and not too long. */
    static String shown(String text) {
        return shown(text, MAX_SHOWN);
    }

    /** The same of a whole message. */
    static String shownLong(String text) {
        return shown(text, MAX_SHOWN_LONG);
    }

    private static String shown(String text, int most) {
        String line = text.replaceAll("[\\p{Cntrl}\\p{Cs}]", "?");
        if (line.length() <= most) {
            return line;
        }
        int end = Character.isHighSurrogate(line.charAt(most - 1)) ? most - 1 : most;
        return line.substring(0, end) + "…";
    }

    static List<String> sorted(Collection<String> texts) {
        return texts.stream().sorted().toList();
    }

    /** A time with its offset; empty where it is none, or of a year before 1 or after 9998 in UTC. */
    static Optional<Instant> time(String text) {
        try {
            OffsetDateTime time = OffsetDateTime.parse(text);
            // The instant's own year: an offset can move it into another one.
            int year = time.withOffsetSameInstant(ZoneOffset.UTC).getYear();
            return year < 1 || year > 9998 ? Optional.empty() : Optional.of(time.toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** Whether PostgreSQL stores it as it is: no NUL, and no half of a surrogate pair. */
    static boolean isStorable(String text) {
        return text.codePoints()
                .noneMatch(c -> c == 0 || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE));
    }
}
