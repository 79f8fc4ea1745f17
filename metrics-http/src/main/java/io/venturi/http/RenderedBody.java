package io.venturi.http;

import java.io.IOException;
import java.io.OutputStream;

/** A finished render as the body of an answer. */
record RenderedBody(Rendering rendering) implements ScrapeResponse.Body {

    @Override
    public int size() {
        return rendering.buffer().size();
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        rendering.buffer().writeTo(out);
    }

    @Override
    public void close() {
        rendering.letGo();
    }
}
