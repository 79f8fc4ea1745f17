package io.venturi.examples.deploy.dashboards;

import io.venturi.examples.deploy.settings.Settings;
import java.util.List;

/** All dashboards. They show any namespace; the one that they are generated for is chosen at first. */
public final class Dashboards {

    /** The pipeline at a glance. */
    public static final String PIPELINE = "venturi-pipeline";
    /** Buffer and dead letters. */
    public static final String BUFFER = "venturi-buffer";
    /** Commits and tables. */
    public static final String ICEBERG = "venturi-iceberg";

    static final String API = "venturi-api";
    static final String TABLES = "venturi-tables";
    static final String LIBRARY = "venturi-library";
    static final String JVM = "venturi-jvm";

    /** The window of rates: as narrow as the time range and the scrape interval allow. */
    static final String RATE = "$__rate_interval";

    /** The whole time that the dashboard shows. */
    static final String RANGE = "$__range";

    private Dashboards() {}

    /** Each of them. */
    public static List<Dashboard> of(Settings settings) {
        return List.of(
                new PipelinePage().dashboard(settings),
                new BufferPage().dashboard(settings),
                new IcebergPage().dashboard(settings),
                new ApiPage().dashboard(settings),
                new TablesPage().dashboard(settings),
                new LibraryPage().dashboard(settings),
                new JvmPage().dashboard(settings));
    }
}
