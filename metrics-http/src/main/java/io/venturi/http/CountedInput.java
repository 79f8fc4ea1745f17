package io.venturi.http;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;

/** A request's body that is counted as it is read. */
final class CountedInput extends ServletInputStream {

    private final ServletInputStream in;
    private final ByteCount count;

    CountedInput(ServletInputStream in, ByteCount count) {
        this.in = in;
        this.count = count;
    }

    @Override
    public int read() throws IOException {
        int read = in.read();
        count.add(read < 0 ? 0 : 1);
        return read;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int read = in.read(bytes, offset, length);
        count.add(read);
        return read;
    }

    @Override
    public int available() throws IOException {
        return in.available();
    }

    @Override
    public boolean isFinished() {
        return in.isFinished();
    }

    @Override
    public boolean isReady() {
        return in.isReady();
    }

    @Override
    public void setReadListener(ReadListener listener) {
        in.setReadListener(listener);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
