package io.venturi.http;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;

/** A response that counts what is written to it. */
final class CountedResponse extends HttpServletResponseWrapper {

    private final ByteCount count = new ByteCount();
    private @Nullable ServletOutputStream stream;
    private @Nullable PrintWriter writer;
    private boolean errorPage;

    CountedResponse(HttpServletResponse response) {
        super(response);
    }

    /** In bytes; -1 where nobody can tell: the container writes error pages past this. */
    long size() {
        String declared = getHeader("Content-Length");
        try {
            if (declared != null) {
                return Long.parseLong(declared);
            }
        } catch (NumberFormatException e) {
            // so that what was written decides
        }
        return errorPage ? -1 : count.get();
    }

    @Override
    public ServletOutputStream getOutputStream() throws IOException {
        ServletOutputStream counted = stream;
        if (counted == null) {
            stream = counted = new CountedOutput(super.getOutputStream(), count);
        }
        return counted;
    }

    @Override
    public PrintWriter getWriter() throws IOException {
        PrintWriter counted = writer;
        if (counted == null) {
            PrintWriter container = super.getWriter();
            writer = counted = new CountedWriter(container, Charset.forName(getCharacterEncoding()), count);
        }
        return counted;
    }

    @Override
    public void sendError(int status) throws IOException {
        errorPage = true;
        super.sendError(status);
    }

    @Override
    public void sendError(int status, String message) throws IOException {
        errorPage = true;
        super.sendError(status, message);
    }

    @Override
    public void resetBuffer() {
        super.resetBuffer();
        count.clear();
    }

    @Override
    public void reset() {
        super.reset();
        count.clear();
        stream = null; // from now on, either may be asked for
        writer = null;
    }
}
