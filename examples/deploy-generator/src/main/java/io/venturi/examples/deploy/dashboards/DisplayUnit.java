package io.venturi.examples.deploy.dashboards;

/** Units as Grafana names them. */
enum DisplayUnit {
    NUMBER("short"),
    RATIO("percentunit"),
    SECONDS("s"),
    BYTES("bytes"),
    BYTES_PER_SECOND("binBps"),
    EVENTS_PER_SECOND("eps"),
    REQUESTS_PER_SECOND("reqps"),
    OPERATIONS_PER_SECOND("ops"),
    RECORDS_PER_SECOND("recps"),
    ROWS_PER_SECOND("rowsps"),
    ROWS_PER_MINUTE("rowspm");

    private final String id;

    DisplayUnit(String id) {
        this.id = id;
    }

    String id() {
        return id;
    }
}
