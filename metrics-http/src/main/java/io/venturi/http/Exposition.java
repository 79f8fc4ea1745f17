package io.venturi.http;

/**
 * One way to see the registry: requests for equal ones share a render.
 *
 * @param format the format
 * @param coding how it is coded
 * @param filter what it is restricted to
 */
record Exposition(ExpositionFormat format, ContentCoding coding, NameFilter filter) {}
