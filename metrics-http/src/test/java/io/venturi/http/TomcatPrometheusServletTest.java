package io.venturi.http;

class TomcatPrometheusServletTest extends PrometheusServletContract {

    TomcatPrometheusServletTest() {
        super(TomcatHost::start);
    }
}
