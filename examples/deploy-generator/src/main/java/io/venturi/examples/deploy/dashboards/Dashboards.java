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
    /** Rows of tables. */
    public static final String TABLES = "venturi-tables";

    static final String API = "venturi-api";
    static final String LIBRARY = "venturi-library";
    static final String JVM = "venturi-jvm";

    /** The window of rates: as narrow as the time range and the scrape interval allow. */
    static final String RATE = "$__rate_interval";

    /** The whole time that the dashboard shows. */
    static final String RANGE = "$__range";

    private Dashboards() {}

    /** A panel of one of them. */
    public static Panel panel(Settings settings, String dashboard, String title) {
        return of(settings).stream()
                .filter(page -> page.uid().equals(dashboard))
                .map(Dashboard::panels)
                .flatMap(List::stream)
                .filter(candidate -> candidate.title().equals(title))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(dashboard + " has no panel " + title));
    }

    /** Each of them. */
    public static List<Dashboard> of(Settings settings) {
        return List.of(
                new PipelinePage(settings.groups()).dashboard(settings),
                new BufferPage(settings.groups()).dashboard(settings),
                new IcebergPage(settings.groups()).dashboard(settings),
                new ApiPage(settings.groups()).dashboard(settings),
                new TablesPage(settings.groups()).dashboard(settings),
                new LibraryPage(settings.groups()).dashboard(settings),
                new JvmPage(settings.groups()).dashboard(settings));
    }
}
