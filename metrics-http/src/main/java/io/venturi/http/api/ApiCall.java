package io.venturi.http.api;

import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** A request, whatever web server it came through. */
interface ApiCall {

    /** The method as it was sent; methods are case-sensitive. */
    String method();

    /** The path below where the API is mounted, before any decoding, such as {@code /metrics}. */
    String path();

    /** The query before any decoding, without its question mark. */
    @Nullable
    String rawQuery();

    /** The header's value; where it was sent several times, all its values, joined by commas. */
    @Nullable
    String header(String name);

    /** The names of its headers, as they were sent. */
    Collection<String> headerNames();

    InputStream body() throws IOException;

    ApiCaller caller();

    /** Whether both ends of the connection are on this host, by its loopback address. */
    boolean isLoopback();
}
