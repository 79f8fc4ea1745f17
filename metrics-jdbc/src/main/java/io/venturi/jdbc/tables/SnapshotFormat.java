package io.venturi.jdbc.tables;

/** What the JSON documents of snapshots hold about each table; tables without a figure are not in them. */
public enum SnapshotFormat {
    /** Version 1, rows: {@code {"public": {"orders": 1215}}}. */
    ROWS,
    /**
     * Version 2, rows and total bytes, where those are known: {@code {"_version": 2, "public": {"orders": {"count": 123,
     * "bytes": 45678}}}}. A schema called {@code _version} is not in it.
     */
    ROWS_AND_BYTES
}
