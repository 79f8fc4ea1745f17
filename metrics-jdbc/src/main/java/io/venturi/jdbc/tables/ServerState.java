package io.venturi.jdbc.tables;

/**
 * What a server is at the moment.
 *
 * @param database the database that we are connected to
 * @param standby whether it replays another's changes
 * @param version {@code server_version_num}, such as 180001
 */
record ServerState(String database, boolean standby, int version) {

    private static final int POSTGRESQL_14 = 140_000;

    /** Whether {@code reltuples} tells a table that was never analysed (-1) from an empty one (0). */
    boolean marksTheUnanalyzed() {
        return version >= POSTGRESQL_14;
    }
}
