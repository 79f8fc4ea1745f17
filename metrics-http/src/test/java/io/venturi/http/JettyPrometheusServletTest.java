package io.venturi.http;

import io.venturi.http.ServletHost.Setup;

class JettyPrometheusServletTest extends PrometheusServletContract {

    @Override
    ServletHost start(Setup setup) {
        return JettyHost.start(setup);
    }
}
