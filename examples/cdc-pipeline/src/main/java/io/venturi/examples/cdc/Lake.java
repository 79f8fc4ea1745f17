package io.venturi.examples.cdc;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;

/** The lake: Iceberg tables on local disk, their catalogue in the shop's PostgreSQL. One change log per shop table. */
final class Lake implements AutoCloseable {
    static final String NAMESPACE = "lake";
    static final String OPERATION_COLUMN = "change_operation";
    static final String TIME_COLUMN = "changed_at";

    private final JdbcCatalog catalog;

    private Lake(JdbcCatalog catalog) {
        this.catalog = catalog;
    }

    static Lake open(EmbeddedDatabase database, Path warehouse) {
        JdbcCatalog catalog = new JdbcCatalog();
        catalog.setConf(new Configuration());
        catalog.initialize(
                "shop",
                Map.of(
                        CatalogProperties.URI,
                        database.jdbcUrl() + "&currentSchema=iceberg",
                        CatalogProperties.WAREHOUSE_LOCATION,
                        warehouse.toUri().toString(),
                        CatalogProperties.CLIENT_POOL_SIZE,
                        "2",
                        JdbcCatalog.PROPERTY_PREFIX + "user",
                        EmbeddedDatabase.USER,
                        JdbcCatalog.PROPERTY_PREFIX + "schema-version",
                        "V1"));
        return new Lake(catalog);
    }

    void createTables() {
        catalog.createNamespace(Namespace.of(NAMESPACE), Map.of());
        for (ShopTable table : ShopTable.values()) {
            catalog.buildTable(identifier(table), changeLogSchema(table))
                    .withProperty(TableProperties.FORMAT_VERSION, "2")
                    // The writer retries itself, so that it can meter every attempt.
                    .withProperty(TableProperties.COMMIT_NUM_RETRIES, "0")
                    .withProperty(TableProperties.METADATA_DELETE_AFTER_COMMIT_ENABLED, "true")
                    .withProperty(TableProperties.METADATA_PREVIOUS_VERSIONS_MAX, "10")
                    .create();
        }
    }

    private static Schema changeLogSchema(ShopTable table) {
        List<NestedField> fields = new ArrayList<>();
        fields.add(NestedField.required(1, OPERATION_COLUMN, Types.StringType.get()));
        fields.add(NestedField.required(2, TIME_COLUMN, Types.TimestampType.withZone()));
        for (ShopTable.Column column : table.columns()) {
            // Optional, for a truncation has no row.
            fields.add(NestedField.optional(fields.size() + 1, column.name(), column.type()));
        }
        return new Schema(fields);
    }

    Table load(ShopTable table) {
        return catalog.loadTable(identifier(table));
    }

    private static TableIdentifier identifier(ShopTable table) {
        return TableIdentifier.of(NAMESPACE, table.simpleName());
    }

    @Override
    public void close() {
        catalog.close();
    }
}
