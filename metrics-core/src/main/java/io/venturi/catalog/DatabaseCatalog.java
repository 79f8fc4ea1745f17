package io.venturi.catalog;

import static io.venturi.catalog.MeterGroup.DATABASE;

import java.util.List;

/** The meters of a PostgreSQL database as a whole. */
public final class DatabaseCatalog {

    private static final String NAME = "database";

    /** Connections by state. */
    public static final MeterSpec CONNECTIONS = MeterSpec.gauge(
            DATABASE, "db.connections", Unit.NONE, "Client connections to the database, by state.", NAME, "state");

    /** The most connections that the server takes. */
    public static final MeterSpec CONNECTIONS_MAX = MeterSpec.gauge(
            DATABASE, "db.connections.max", Unit.NONE, "The most connections that the server takes.", NAME);

    /** Size of the database. */
    public static final MeterSpec SIZE =
            MeterSpec.gauge(DATABASE, "db.size", Unit.BYTES, "Size of the database on disk.", NAME);

    /** Transactions by outcome. */
    public static final MeterSpec TRANSACTIONS = MeterSpec.counter(
            DATABASE, "db.transactions", "Transactions that ended, by outcome: commit, rollback.", NAME, "outcome");

    /** Deadlocks. */
    public static final MeterSpec DEADLOCKS =
            MeterSpec.counter(DATABASE, "db.deadlocks", "Deadlocks that the server detected.", NAME);

    /** The oldest open transaction. */
    public static final MeterSpec LONGEST_TRANSACTION = MeterSpec.gauge(
            DATABASE,
            "db.longest.transaction",
            Unit.SECONDS,
            "Age of the oldest open transaction of a client; 0 where there is none.",
            NAME);

    /** Lag of a standby. */
    public static final MeterSpec REPLICATION_LAG = MeterSpec.gauge(
            DATABASE,
            "db.replication.lag",
            Unit.SECONDS,
            "On a standby, how far its replay is behind; on a primary, that of the standby furthest behind.",
            NAME);

    static final List<MeterSpec> ALL =
            List.of(CONNECTIONS, CONNECTIONS_MAX, SIZE, TRANSACTIONS, DEADLOCKS, LONGEST_TRANSACTION, REPLICATION_LAG);

    private DatabaseCatalog() {}
}
