package io.venturi.http;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** The body of an answer that is written later, by another thread: says when it is closed. */
final class CompletionStream extends FilterOutputStream {

    private final Runnable onClose;

    CompletionStream(OutputStream out, Runnable onClose) {
        super(out);
        this.onClose = onClose;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
        try {
            out.close();
        } finally {
            onClose.run();
        }
    }
}
