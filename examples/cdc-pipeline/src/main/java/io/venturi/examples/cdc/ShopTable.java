package io.venturi.examples.cdc;

import java.util.List;
import java.util.Optional;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** A table of the shop: what the workload changes, the source reads and the lake keeps. */
enum ShopTable {
    CUSTOMERS(
            "customers",
            new Column("customer_id", Types.LongType.get()),
            new Column("name", Types.StringType.get()),
            new Column("email", Types.StringType.get()),
            new Column("internal", Types.BooleanType.get())),
    ORDERS(
            "orders",
            new Column("order_id", Types.LongType.get()),
            new Column("customer_id", Types.LongType.get()),
            new Column("status", Types.StringType.get()),
            new Column("amount_cents", Types.LongType.get())),
    ORDER_ITEMS(
            "order_items",
            new Column("item_id", Types.LongType.get()),
            new Column("order_id", Types.LongType.get()),
            new Column("sku", Types.StringType.get()),
            new Column("quantity", Types.IntegerType.get()));

    /** A column and the type that the lake keeps it in. */
    record Column(String name, Type.PrimitiveType type) {}

    private final String simpleName;

    @SuppressWarnings("ImmutableEnumChecker") // Iceberg's types are immutable, without saying so.
    private final List<Column> columns;

    ShopTable(String simpleName, Column... columns) {
        this.simpleName = simpleName;
        this.columns = List.of(columns);
    }

    static Optional<ShopTable> named(String simpleName) {
        for (ShopTable table : values()) {
            if (table.simpleName.equals(simpleName)) {
                return Optional.of(table);
            }
        }
        return Optional.empty();
    }

    String simpleName() {
        return simpleName;
    }

    /** As PostgreSQL and the CDC meters name it. */
    String qualifiedName() {
        return "public." + simpleName;
    }

    /** As Iceberg and the lake's meters name it. */
    String lakeName() {
        return Lake.NAMESPACE + "." + simpleName;
    }

    List<Column> columns() {
        return columns;
    }

    /** The first column of every table is its key. */
    String keyColumn() {
        return columns.get(0).name();
    }
}
