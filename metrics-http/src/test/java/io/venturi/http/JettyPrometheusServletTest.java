package io.venturi.http;

class JettyPrometheusServletTest extends PrometheusServletContract {

    JettyPrometheusServletTest() {
        super(JettyHost::start);
    }
}
