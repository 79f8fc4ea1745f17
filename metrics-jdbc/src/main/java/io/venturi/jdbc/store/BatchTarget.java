package io.venturi.jdbc.store;

import java.sql.SQLException;

/** Where batches are stored. */
@FunctionalInterface
interface BatchTarget {

    /**
     * Stores a batch in one transaction, or finds that it is stored. Returns only after it is committed.
     *
     * @throws SQLException if it is not known to be stored and is worth another try, now or when the database is mended: never for
     *     what the batch holds, which is dropped instead and told of in what is returned
     */
    Stored store(SampleBatch batch) throws SQLException;

    /**
     * What became of a batch; together its size.
     *
     * @param stored figures that are in the database now, whether by this call or an earlier one of the same batch
     * @param rejected figures that PostgreSQL refuses
     * @param expired figures outside of the window of days that partitions are made for
     */
    record Stored(int stored, int rejected, int expired) {}
}
