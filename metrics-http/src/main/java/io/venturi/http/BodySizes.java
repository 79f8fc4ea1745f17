package io.venturi.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import io.venturi.ApiRouteMeters;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** How large the bodies of one exchange are: as its headers say, else as counted on their way. */
final class BodySizes {

    private static final String LENGTH = "Content-Length";

    private final HttpExchange exchange;
    private final CountingInput request;
    private final CountingOutput response;

    private BodySizes(HttpExchange exchange) {
        this.exchange = exchange;
        this.request = new CountingInput(exchange.getRequestBody());
        this.response = new CountingOutput(exchange.getResponseBody());
    }

    /** Has the bodies of an exchange counted. */
    static BodySizes of(HttpExchange exchange) {
        BodySizes sizes = new BodySizes(exchange);
        exchange.setStreams(sizes.request, sizes.response);
        return sizes;
    }

    void record(ApiRouteMeters route) {
        long asked = declared(exchange.getRequestHeaders());
        route.requestBytes(asked >= 0 ? asked : request.count);
        boolean head = exchange.getRequestMethod().equals("HEAD"); // its answer declares what GET's would have
        long answered = head ? -1 : declared(exchange.getResponseHeaders());
        route.responseBytes(answered >= 0 ? answered : response.count);
    }

    private static long declared(Headers headers) {
        String length = headers.getFirst(LENGTH);
        try {
            return length == null ? -1 : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private static final class CountingInput extends FilterInputStream {

        private long count;

        CountingInput(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int read = super.read();
            count += read < 0 ? 0 : 1;
            return read;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int read = super.read(bytes, offset, length);
            count += Math.max(0, read);
            return read;
        }

        @Override
        public long skip(long bytes) throws IOException {
            long skipped = super.skip(bytes);
            count += skipped;
            return skipped;
        }
    }

    private static final class CountingOutput extends FilterOutputStream {

        private long count;

        CountingOutput(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int b) throws IOException {
            out.write(b);
            count++;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
            count += length;
        }

        @Override
        public void close() throws IOException {
            out.close(); // FilterOutputStream would flush first, which a closed body refuses
        }
    }
}
