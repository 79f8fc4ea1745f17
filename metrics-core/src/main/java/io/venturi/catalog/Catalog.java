package io.venturi.catalog;

import java.util.List;
import java.util.stream.Stream;

/** All meters that this version of Venturi knows. */
public final class Catalog {

    private static final List<MeterSpec> ALL = Stream.of(
                    CdcCatalog.ALL,
                    BufferCatalog.ALL,
                    IcebergCatalog.ALL,
                    ApiCatalog.ALL,
                    FlowCatalog.ALL,
                    TableCatalog.ALL,
                    DatabaseCatalog.ALL,
                    StoreCatalog.ALL,
                    LibraryCatalog.ALL)
            .flatMap(List::stream)
            .toList();

    private Catalog() {}

    /** Every meter, in the order in which the docs list them. */
    public static List<MeterSpec> all() {
        return ALL;
    }
}
