package io.venturi.http;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;

/** A response's body that is counted as it is written. */
final class CountedOutput extends ServletOutputStream {

    private final ServletOutputStream out;
    private final ByteCount count;

    CountedOutput(ServletOutputStream out, ByteCount count) {
        this.out = out;
        this.count = count;
    }

    @Override
    public void write(int b) throws IOException {
        out.write(b);
        count.add(1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
        count.add(length);
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    @Override
    public boolean isReady() {
        return out.isReady();
    }

    @Override
    public void setWriteListener(WriteListener listener) {
        out.setWriteListener(listener);
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
