package io.venturi.examples.cdc;

import io.venturi.Operation;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;

/** One transaction of the shop: some row changes, and what they were. */
final class ShopTransaction {
    private static final int MIN_ROWS = 20;
    private static final int INTERNAL_CUSTOMERS_PERCENT = 10;
    private static final List<String> STATUSES = List.of("placed", "paid", "shipped", "returned");

    /** A row that this transaction changed. */
    record Change(ShopTable table, Operation operation) {}

    private final Connection connection;
    private final ShopRows rows;
    private final RandomGenerator random;
    private final int brokenPermille;
    private final List<Change> changes = new ArrayList<>();

    /** A transaction, of whose new items so many of a thousand are broken. */
    ShopTransaction(Connection connection, ShopRows rows, RandomGenerator random, int brokenPermille) {
        this.connection = connection;
        this.rows = rows;
        this.random = random;
        this.brokenPermille = brokenPermille;
    }

    List<Change> changes() {
        return changes;
    }

    void insertAny() throws SQLException {
        int dice = random.nextInt(10);
        if (dice < 2) {
            insertCustomer();
        } else if (dice < 5) {
            insertOrder();
        } else {
            insertItem(random.nextInt(1000) < brokenPermille);
        }
    }

    void changeAny() throws SQLException {
        ShopTable table = ShopTable.values()[random.nextInt(ShopTable.values().length)];
        int dice = random.nextInt(10);
        if (dice < 5 || rows.size(table) < MIN_ROWS) {
            insertAny();
        } else if (dice < 8) {
            update(table);
        } else {
            delete(table);
        }
    }

    private void insertCustomer() throws SQLException {
        long key = rows.addKey(ShopTable.CUSTOMERS);
        boolean internal = random.nextInt(100) < INTERNAL_CUSTOMERS_PERCENT;
        execute(
                "INSERT INTO public.customers VALUES (?, ?, ?, ?)",
                key,
                "Customer " + key,
                "c" + key + "@example.org",
                internal);
        changes.add(new Change(ShopTable.CUSTOMERS, Operation.INSERT));
    }

    private void insertOrder() throws SQLException {
        long key = rows.addKey(ShopTable.ORDERS);
        execute(
                "INSERT INTO public.orders VALUES (?, ?, ?, ?)",
                key,
                rows.anyKey(ShopTable.CUSTOMERS, random),
                STATUSES.get(0),
                100L + random.nextInt(50_000));
        changes.add(new Change(ShopTable.ORDERS, Operation.INSERT));
    }

    /** A broken item has no quantity: the pipeline's transform refuses it. */
    void insertItem(boolean broken) throws SQLException {
        long key = rows.addKey(ShopTable.ORDER_ITEMS);
        execute(
                "INSERT INTO public.order_items VALUES (?, ?, ?, ?)",
                key,
                rows.anyKey(ShopTable.ORDERS, random),
                "sku-" + random.nextInt(500),
                broken ? 0 : 1 + random.nextInt(9));
        changes.add(new Change(ShopTable.ORDER_ITEMS, Operation.INSERT));
    }

    void seedRow(ShopTable table) throws SQLException {
        switch (table) {
            case CUSTOMERS -> insertCustomer();
            case ORDERS -> insertOrder();
            case ORDER_ITEMS -> insertItem(false);
        }
    }

    private void update(ShopTable table) throws SQLException {
        long key = rows.anyKey(table, random);
        switch (table) {
            case CUSTOMERS ->
                execute(
                        "UPDATE public.customers SET email = ? WHERE customer_id = ?",
                        "c" + key + "." + random.nextInt(1000) + "@example.org",
                        key);
            case ORDERS ->
                execute(
                        "UPDATE public.orders SET status = ? WHERE order_id = ?",
                        STATUSES.get(random.nextInt(STATUSES.size())),
                        key);
            case ORDER_ITEMS ->
                execute("UPDATE public.order_items SET sku = ? WHERE item_id = ?", "sku-" + random.nextInt(500), key);
        }
        changes.add(new Change(table, Operation.UPDATE));
    }

    private void delete(ShopTable table) throws SQLException {
        long key = rows.removeAnyKey(table, random);
        execute("DELETE FROM " + table.qualifiedName() + " WHERE " + table.keyColumn() + " = ?", key);
        changes.add(new Change(table, Operation.DELETE));
    }

    /** Somebody corrects the broken items. */
    void correctItems() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            int corrected = statement.executeUpdate("UPDATE public.order_items SET quantity = 1 WHERE quantity < 1");
            changes.addAll(Collections.nCopies(corrected, new Change(ShopTable.ORDER_ITEMS, Operation.UPDATE)));
        }
    }

    /** Somebody removes all items: one event, however many there were. */
    void truncateItems() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("TRUNCATE public.order_items");
            rows.clear(ShopTable.ORDER_ITEMS);
            changes.add(new Change(ShopTable.ORDER_ITEMS, Operation.TRUNCATE));
        }
    }

    /** By which the server knows this transaction, also after the connection has broken. */
    String id() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet id = statement.executeQuery("SELECT pg_current_xact_id()::text")) {
            id.next();
            return id.getString(1);
        }
    }

    private void execute(String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            int changed = statement.executeUpdate();
            if (changed != 1) {
                throw new SQLException(changed + " rows changed instead of 1 by: " + sql);
            }
        }
    }
}
