package io.venturi.catalog;

/** The headings under which meters are documented. */
public enum MeterGroup {
    /** Change-data-capture sources and their tables. */
    CDC("CDC"),
    /** Buffers between capture and writer. */
    BUFFER("Buffer"),
    /** Commits to Iceberg tables and what they wrote. */
    ICEBERG("Iceberg"),
    /** HTTP requests that the host serves. */
    API("API (served)"),
    /** Calls that the host makes. */
    CALL("Calls (made)"),
    /** Entities that pass through the host, and workers. */
    FLOW("Flow and workers"),
    /** Row counts of PostgreSQL tables, and the runs that count them. */
    TABLES("Table counts"),
    /** A PostgreSQL database as a whole. */
    DATABASE("Database"),
    /** Metric history in PostgreSQL. */
    STORE("Metric history"),
    /** What the library says about itself. */
    LIBRARY("The library itself");

    private final String title;

    MeterGroup(String title) {
        this.title = title;
    }

    /** The heading as the docs print it. */
    public String title() {
        return title;
    }
}
