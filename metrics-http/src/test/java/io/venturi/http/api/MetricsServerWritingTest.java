package io.venturi.http.api;

class MetricsServerWritingTest extends WritingContract {

    MetricsServerWritingTest() {
        super(ApiHost::metricsServer);
    }
}
