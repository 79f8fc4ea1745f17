package io.venturi.http;

import io.venturi.http.ServletHost.Setup;

class JettyMicrometerKitTest extends ServletMicrometerKit {

    @Override
    ServletHost start(Setup setup) {
        return JettyHost.start(setup);
    }
}
