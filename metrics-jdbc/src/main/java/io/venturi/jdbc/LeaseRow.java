package io.venturi.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.OptionalLong;

/** A lease's row, as one owner sees it: each change is one statement, and all time is the database's. */
final class LeaseRow {

    /**
     * Leaves the row alone, unlocked, while another has it. Of several that find it free at once, the row's lock lets one
     * pass; the condition is then looked at again for the others.
     */
    private static final String TAKE = """
            INSERT INTO %1$s AS current (name, owner, epoch, expires_at)
            SELECT given.name, given.owner, 1, clock_timestamp() + given.length
              FROM (SELECT ?::text AS name, ?::text AS owner, ?::double precision * interval '1 millisecond' AS length) given
             WHERE NOT EXISTS (
                   SELECT FROM %1$s taken
                    WHERE taken.name = given.name AND taken.owner <> given.owner AND taken.expires_at > clock_timestamp())
            ON CONFLICT (name) DO UPDATE
               SET owner = excluded.owner,
                   epoch = current.epoch + CASE WHEN current.owner = excluded.owner THEN 0 ELSE 1 END,
                   expires_at = excluded.expires_at
             WHERE current.owner = excluded.owner OR current.expires_at <= clock_timestamp()
            RETURNING epoch""";

    private static final String LOCK = """
            SELECT owner, epoch, expires_at > clock_timestamp() FROM %s WHERE name = ? FOR NO KEY UPDATE""";

    private static final String RELEASE =
            "UPDATE %s SET expires_at = '-infinity' WHERE name = ? AND owner = ? AND epoch = ?";

    private final SchemaTransactions transactions;
    private final String relation;
    private final String name;
    private final String owner;

    LeaseRow(SchemaTransactions transactions, String name, String owner) {
        this.transactions = transactions;
        this.relation = transactions.relation("lease");
        this.name = name;
        this.owner = owner;
    }

    String name() {
        return name;
    }

    String owner() {
        return owner;
    }

    /** Takes or renews it; the epoch, if nobody else has it. */
    OptionalLong take(Duration duration) throws SQLException {
        return transactions.write(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(TAKE.formatted(relation))) {
                statement.setString(1, name);
                statement.setString(2, owner);
                statement.setLong(3, duration.toMillis());
                try (ResultSet row = statement.executeQuery()) {
                    return row.next() ? OptionalLong.of(row.getLong(1)) : OptionalLong.empty();
                }
            }
        });
    }

    /** Locks it until the transaction ends, and looks whose it is. */
    void verify(Connection connection, long epoch) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(LOCK.formatted(relation))) {
            statement.setString(1, name);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    throw lost(epoch, "its row is gone");
                }
                if (!row.getString(1).equals(owner) || row.getLong(2) != epoch) {
                    throw lost(epoch, row.getString(1) + " has taken it, in epoch " + row.getLong(2));
                }
                if (!row.getBoolean(3)) {
                    throw lost(epoch, "it was not renewed in time");
                }
            }
        }
    }

    private LeaseLostException lost(long epoch, String how) {
        return new LeaseLostException("Lease '" + name + "' in schema '" + transactions.schema() + "' is lost, which "
                + owner + " had in epoch " + epoch + ": " + how);
    }

    /** Frees it, if it is still the owner's. */
    void release(long epoch) throws SQLException {
        transactions.write(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(RELEASE.formatted(relation))) {
                statement.setString(1, name);
                statement.setString(2, owner);
                statement.setLong(3, epoch);
                return statement.executeUpdate();
            }
        });
    }
}
