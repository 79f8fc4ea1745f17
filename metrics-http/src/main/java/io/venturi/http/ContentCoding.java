package io.venturi.http;

import org.jspecify.annotations.Nullable;

/** How a body is coded on its way. */
enum ContentCoding {
    IDENTITY,
    GZIP;

    /** Gzip where an {@code Accept-Encoding} header accepts it and does not prefer the plain body. */
    static ContentCoding negotiate(@Nullable String acceptEncoding) {
        double gzip = -1;
        double identity = -1;
        double any = -1;
        for (Preference preference : Preference.parse(acceptEncoding)) {
            switch (preference.value()) {
                case "gzip", "x-gzip" -> gzip = Math.max(gzip, preference.quality());
                case "identity" -> identity = preference.quality();
                case "*" -> any = preference.quality();
                default -> {
                    // a coding that is not offered
                }
            }
        }
        double accepted = gzip >= 0 ? gzip : any;
        return accepted > 0 && accepted >= identity ? GZIP : IDENTITY;
    }
}
