package io.venturi.jdbc.tables;

import org.jspecify.annotations.Nullable;

/**
 * What a snapshot says about a table.
 *
 * @param rows how many it had
 * @param bytes what it took on disk, indexes included; null where the snapshot does not say
 */
public record TableFigure(long rows, @Nullable Long bytes) {}
