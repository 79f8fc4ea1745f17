package io.venturi.examples.deploy.document;

import java.util.LinkedHashMap;
import java.util.Map;

/** A document, or a part of one: keys keep the order in which they are put. */
public final class Document {

    private final Map<String, Object> entries = new LinkedHashMap<>();

    /** Adds an entry, or puts another value in its place. */
    public Document with(String key, Object value) {
        entries.put(key, value instanceof Document part ? part.entries : value);
        return this;
    }

    /** The entries, for what writes them. */
    public Map<String, Object> entries() {
        return entries;
    }
}
