package io.venturi.http;

import io.venturi.http.ServletHost.Setup;

class JettyApiMetricsFilterTest extends ApiMetricsFilterContract {

    @Override
    ServletHost start(Setup setup) {
        return JettyHost.start(setup);
    }

    @Override
    String statusOfATruncatedBody() {
        return "499";
    }
}
