package io.venturi.http;

import org.jspecify.annotations.Nullable;

/** What the endpoint and its server want to know of a request, whatever server it came through. */
interface ScrapeRequest {

    /** The method as it was sent; methods are case-sensitive. */
    String method();

    /** The path before any decoding. */
    @Nullable
    String rawPath();

    /** The query before any decoding, without its question mark. */
    @Nullable
    String rawQuery();

    /** The header's value; where it was sent several times, all its values, joined by commas. */
    @Nullable
    String header(String name);
}
