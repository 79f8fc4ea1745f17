package io.venturi.http;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** Reads a body, and then sends it back, without ever blocking. */
final class Echo implements ReadListener, WriteListener {

    private final AsyncContext async;
    private final HttpServletRequest request;
    private final ServletOutputStream out;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private boolean written;

    private Echo(AsyncContext async, HttpServletRequest request, ServletOutputStream out) {
        this.async = async;
        this.request = request;
        this.out = out;
    }

    static void start(HttpServletRequest request, HttpServletResponse response) throws IOException {
        AsyncContext async = request.startAsync(request, response);
        Echo echo = new Echo(async, request, response.getOutputStream());
        request.getInputStream().setReadListener(echo);
    }

    @Override
    public void onDataAvailable() throws IOException {
        byte[] chunk = new byte[100];
        while (request.getInputStream().isReady()) {
            int read = request.getInputStream().read(chunk, 0, chunk.length);
            if (read < 0) {
                return;
            }
            body.write(chunk, 0, read);
        }
    }

    @Override
    public void onAllDataRead() {
        out.setWriteListener(this);
    }

    @Override
    public void onWritePossible() throws IOException {
        if (out.isReady() && !written) {
            written = true;
            out.write(body.toByteArray());
        }
        if (written && out.isReady()) {
            async.complete();
        }
    }

    @Override
    public void onError(Throwable failure) {
        async.complete();
    }
}
