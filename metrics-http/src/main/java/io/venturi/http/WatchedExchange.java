package io.venturi.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.venturi.http.RunningExchange.Phase;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.util.function.Consumer;

/** Lets a mounted handler answer clients at allowed addresses, and tells whenever it waits for the client. */
final class WatchedExchange implements HttpHandler {

    private static final int CHUNK = 8 * 1024;
    /** Bytes; as many as are read of a call that the API refuses to a stranger. */
    private static final long DISCARDED = 16L << 20;

    private final MountedHandler handler;
    private final AccessRules rules;
    private final Consumer<Phase> progress;

    /** @param progress is told whom the exchange waits for, on its thread */
    WatchedExchange(MountedHandler handler, AccessRules rules, Consumer<Phase> progress) {
        this.handler = handler;
        this.rules = rules;
        this.progress = progress;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        InetAddress client = exchange.getRemoteAddress().getAddress();
        ScrapeResponse refusal = rules.refuseAddress(client);
        if (refusal != null) {
            progress.accept(Phase.REQUEST);
            discard(exchange.getRequestBody());
            new ScrapeHttpHandler((request, address) -> refusal, progress).handle(exchange);
            return;
        }
        exchange.setStreams(
                new WatchedInput(exchange.getRequestBody(), progress),
                new WatchedOutput(exchange.getResponseBody(), progress));
        progress.accept(Phase.ANSWER);
        handler.handle(exchange, () -> progress.accept(Phase.RESPONSE));
    }

    /**
     * Reads what comes of a body, within bounds: the server closes a connection with much left in it, and the client would see that instead
     * of its answer.
     */
    private static void discard(InputStream body) {
        byte[] chunk = new byte[CHUNK];
        long left = DISCARDED;
        try {
            for (int count = 0; count >= 0 && left > 0; left -= count) {
                count = body.read(chunk);
            }
        } catch (IOException e) {
            // It does not arrive: it is refused all the same.
        }
    }

    private static final class WatchedInput extends FilterInputStream {

        private final Consumer<Phase> progress;

        WatchedInput(InputStream in, Consumer<Phase> progress) {
            super(in);
            this.progress = progress;
        }

        @Override
        public int read() throws IOException {
            progress.accept(Phase.BODY);
            int read = super.read();
            progress.accept(Phase.ANSWER);
            return read;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            progress.accept(Phase.BODY);
            int read = super.read(into, offset, length);
            progress.accept(Phase.ANSWER);
            return read;
        }
    }

    private static final class WatchedOutput extends FilterOutputStream {

        private final Consumer<Phase> progress;

        WatchedOutput(OutputStream out, Consumer<Phase> progress) {
            super(out);
            this.progress = progress;
        }

        @Override
        public void write(int b) throws IOException {
            progress.accept(Phase.RESPONSE);
            out.write(b);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            progress.accept(Phase.RESPONSE);
            out.write(bytes, offset, length);
        }
    }
}
