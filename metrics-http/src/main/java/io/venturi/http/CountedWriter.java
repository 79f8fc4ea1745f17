package io.venturi.http;

import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * A response's writer that counts the bytes which the container's own will encode. It passes everything on at once: a
 * buffer of its own would have to be flushed and reset in step with the container's.
 */
final class CountedWriter extends PrintWriter {

    private final PrintWriter container;
    private final Charset charset;
    private final ByteCount count;

    CountedWriter(PrintWriter container, Charset charset, ByteCount count) {
        super(container);
        this.container = container;
        this.charset = charset;
        this.count = count;
    }

    @Override
    public void write(int c) {
        super.write(c);
        count.add(size(String.valueOf((char) c)));
    }

    @Override
    public void write(char[] chars, int offset, int length) {
        super.write(chars, offset, length);
        count.add(size(new String(chars, offset, length)));
    }

    @Override
    public void write(String text, int offset, int length) {
        super.write(text, offset, length);
        count.add(size(text.substring(offset, offset + length)));
    }

    @Override
    public void println() {
        write(System.lineSeparator());
    }

    @Override
    public boolean checkError() {
        return super.checkError() || container.checkError();
    }

    private long size(String text) {
        return charset.equals(StandardCharsets.UTF_8) ? utf8Size(text) : text.getBytes(charset).length;
    }

    /** Half of a pair may come alone, the other half with the next call: each is two bytes of four. */
    private static long utf8Size(String text) {
        long size = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            size += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
        }
        return size;
    }
}
