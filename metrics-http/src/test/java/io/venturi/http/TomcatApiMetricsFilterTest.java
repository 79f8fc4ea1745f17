package io.venturi.http;

import io.venturi.http.ServletHost.Setup;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class TomcatApiMetricsFilterTest extends ApiMetricsFilterContract {

    @TempDir
    private Path directory;

    @Override
    ServletHost start(Setup setup) {
        return TomcatHost.start(directory, setup);
    }

    @Override
    String statusOfATruncatedBody() {
        return "400"; // as Tomcat answers before the handler hears of it
    }
}
