package io.venturi.http;

import io.venturi.http.ServletHost.Deployment;
import io.venturi.http.ServletHost.Setup;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class TomcatMicrometerKitTest extends ServletMicrometerKit {

    @TempDir
    private Path directory;

    @Override
    ServletHost start(Setup setup) {
        return TomcatHost.start(directory, Deployment.of(setup));
    }
}
