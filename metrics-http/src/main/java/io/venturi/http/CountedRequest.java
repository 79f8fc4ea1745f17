package io.venturi.http;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A request that counts what is read of its body where it does not declare a length. */
final class CountedRequest extends HttpServletRequestWrapper {

    private final HttpServletResponse response;
    private final ByteCount count = new ByteCount();
    private @Nullable ServletInputStream stream;
    private @Nullable BufferedReader reader;

    /** A request whose response is counted as well. */
    CountedRequest(HttpServletRequest request, HttpServletResponse response) {
        super(request);
        this.response = response;
    }

    /** With the counted ones: the container would hand out its own, past which nothing is counted. */
    @Override
    public AsyncContext startAsync() {
        return startAsync(this, response);
    }

    /** In bytes; -1 where nobody can tell: the container itself reads forms. */
    long size() {
        long declared = getContentLengthLong();
        if (declared >= 0) {
            return declared;
        }
        return stream != null || getHeader("Transfer-Encoding") == null ? count.get() : -1;
    }

    @Override
    public ServletInputStream getInputStream() throws IOException {
        ServletInputStream counted = stream;
        if (counted == null) {
            stream = counted = new CountedInput(super.getInputStream(), count);
        }
        return counted;
    }

    @Override
    public BufferedReader getReader() throws IOException {
        if (getContentLengthLong() >= 0) {
            return super.getReader();
        }
        BufferedReader counted = reader;
        if (counted == null) {
            String encoding = getCharacterEncoding();
            InputStreamReader decoder = encoding == null
                    ? new InputStreamReader(getInputStream(), StandardCharsets.ISO_8859_1) // as the specification says
                    : new InputStreamReader(getInputStream(), encoding);
            reader = counted = new BufferedReader(decoder);
        }
        return counted;
    }
}
