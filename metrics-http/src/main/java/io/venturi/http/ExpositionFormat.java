package io.venturi.http;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The formats in which a registry is served. The first is the default, and preferred where all else is equal. */
enum ExpositionFormat {
    TEXT("text/plain; version=0.0.4; charset=utf-8"),
    OPENMETRICS("application/openmetrics-text; version=1.0.0; charset=utf-8"),
    /** The only one that carries native histograms. */
    PROTOBUF("application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited");

    /** The content types, taken apart as the elements of a header are. */
    private static final List<Preference> OFFERS = Arrays.stream(values())
            .map(format -> Preference.parse(format.contentType).get(0))
            .toList();

    private final String contentType;

    ExpositionFormat(String contentType) {
        this.contentType = contentType;
    }

    /** The value of its Content-Type header. */
    String contentType() {
        return contentType;
    }

    /**
     * The format that an {@code Accept} header prefers. Of equal qualities the one that is named more precisely wins, then
     * the one that is named first. A header that accepts none gets text: some answer serves a person with a browser, or a
     * collector with odd settings, better than a 406 does.
     */
    static ExpositionFormat negotiate(@Nullable String accept) {
        List<Preference> preferences = Preference.parse(accept);
        ExpositionFormat best = TEXT;
        Match bestMatch = TEXT.match(preferences);
        for (ExpositionFormat format : values()) {
            Match match = format.match(preferences);
            if (match.isBetterThan(bestMatch)) {
                best = format;
                bestMatch = match;
            }
        }
        return best;
    }

    /** The most precise element that covers this format decides on it (RFC 9110, 12.5.1). */
    private Match match(List<Preference> preferences) {
        Match match = Match.NONE;
        for (int i = 0; i < preferences.size(); i++) {
            int precision = precision(preferences.get(i));
            if (precision > match.precision) {
                match = new Match(preferences.get(i).quality(), precision, i);
            }
        }
        return match;
    }

    /** -1 where the element does not cover this format. */
    private int precision(Preference preference) {
        Preference offer = OFFERS.get(ordinal());
        String range = preference.value();
        if (range.equals("*/*")) {
            return 0;
        }
        if (range.endsWith("/*") && offer.value().startsWith(range.substring(0, range.length() - 1))) {
            return 1;
        }
        return range.equals(offer.value()) && agree(offer, preference) ? 2 + common(offer, preference) : -1;
    }

    private static boolean agree(Preference offer, Preference preference) {
        return offer.parameters().entrySet().stream().allMatch(offered -> {
            String asked = preference.parameters().get(offered.getKey());
            return asked == null || asked.equalsIgnoreCase(offered.getValue());
        });
    }

    private static int common(Preference offer, Preference preference) {
        return (int) offer.parameters().keySet().stream()
                .filter(preference.parameters()::containsKey)
                .count();
    }

    private record Match(double quality, int precision, int position) {

        static final Match NONE = new Match(0, -1, Integer.MAX_VALUE);

        boolean isBetterThan(Match other) {
            if (quality != other.quality) {
                return quality > other.quality;
            }
            if (precision != other.precision) {
                return quality > 0 && precision > other.precision;
            }
            return quality > 0 && position < other.position;
        }
    }
}
