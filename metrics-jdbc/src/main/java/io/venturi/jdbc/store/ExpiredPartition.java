package io.venturi.jdbc.store;

/**
 * A partition that may be dropped.
 *
 * @param parent whose
 * @param name its own
 * @param detaching whether its detaching was begun and not ended
 * @param rolledUp whether it may be dropped though there is something in it
 */
record ExpiredPartition(String parent, String name, boolean detaching, boolean rolledUp) {}
