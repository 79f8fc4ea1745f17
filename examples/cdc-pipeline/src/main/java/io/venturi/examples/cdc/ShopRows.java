package io.venturi.examples.cdc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** The keys of the rows that exist, so that updates and deletes hit one. */
final class ShopRows {
    private final Map<ShopTable, List<Long>> keys = new EnumMap<>(ShopTable.class);
    private final Map<ShopTable, Long> lastKeys = new EnumMap<>(ShopTable.class);

    private ShopRows() {}

    /** Reads them from the database: at the start, and again after a transaction with an unknown end. */
    static ShopRows load(Connection connection) throws SQLException {
        ShopRows rows = new ShopRows();
        for (ShopTable table : ShopTable.values()) {
            rows.load(connection, table);
        }
        return rows;
    }

    private void load(Connection connection, ShopTable table) throws SQLException {
        List<Long> found = new ArrayList<>();
        long last = 0;
        String query = "SELECT " + table.keyColumn() + " FROM " + table.qualifiedName();
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            while (result.next()) {
                long key = result.getLong(1);
                found.add(key);
                last = Math.max(last, key);
            }
        }
        keys.put(table, found);
        lastKeys.put(table, last);
    }

    int size(ShopTable table) {
        return of(table).size();
    }

    long addKey(ShopTable table) {
        long key = lastKeys.merge(table, 1L, Long::sum);
        of(table).add(key);
        return key;
    }

    void clear(ShopTable table) {
        of(table).clear();
    }

    long anyKey(ShopTable table, RandomGenerator random) {
        List<Long> existing = of(table);
        return existing.get(random.nextInt(existing.size()));
    }

    long removeAnyKey(ShopTable table, RandomGenerator random) {
        List<Long> existing = of(table);
        int position = random.nextInt(existing.size());
        long key = existing.get(position);
        long last = existing.remove(existing.size() - 1);
        if (last != key) {
            existing.set(position, last);
        }
        return key;
    }

    private List<Long> of(ShopTable table) {
        return keys.computeIfAbsent(table, absent -> new ArrayList<>());
    }
}
