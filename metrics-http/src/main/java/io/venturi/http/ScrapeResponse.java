package io.venturi.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An answer, complete before its first byte is sent. Its body may sit in a buffer that others share: close it once it is
 * written, or not wanted any more.
 */
final class ScrapeResponse implements AutoCloseable {

    private static final String PLAIN_TEXT = "text/plain; charset=utf-8";

    /** Something that holds a body. */
    interface Body extends AutoCloseable {
        /** In bytes. */
        int size();

        void writeTo(OutputStream out) throws IOException;

        @Override
        void close();
    }

    private final int status;
    private final Map<String, String> headers = new LinkedHashMap<>();
    private final Body body;

    ScrapeResponse(int status, String contentType, Body body) {
        this.status = status;
        this.body = body;
        headers.put("Content-Type", contentType);
    }

    /** A short answer in words, for people. */
    static ScrapeResponse plain(int status, String text) {
        return new ScrapeResponse(status, PLAIN_TEXT, new Text(text + '\n'));
    }

    ScrapeResponse with(String header, String value) {
        headers.put(header, value);
        return this;
    }

    int status() {
        return status;
    }

    /** All headers but Content-Length, which is {@link #size()}. */
    Map<String, String> headers() {
        return headers;
    }

    /** The body's size in bytes. */
    int size() {
        return body.size();
    }

    void writeTo(OutputStream out) throws IOException {
        body.writeTo(out);
    }

    @Override
    public void close() {
        body.close();
    }

    private static final class Text implements Body {

        private final byte[] bytes;

        Text(String text) {
            this.bytes = text.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public int size() {
            return bytes.length;
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            out.write(bytes);
        }

        @Override
        public void close() {}
    }
}
