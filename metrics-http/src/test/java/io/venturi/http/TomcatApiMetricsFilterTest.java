package io.venturi.http;

import org.junit.jupiter.api.Nested;

class TomcatApiMetricsFilterTest {

    @Nested
    class Routes extends RoutesContract {
        Routes() {
            super(TomcatHost::start);
        }
    }

    @Nested
    class Failures extends FailuresContract {
        Failures() {
            super(TomcatHost::start, "400"); // as Tomcat answers before the handler hears of it
        }
    }

    @Nested
    class Dispatches extends DispatchesContract {
        Dispatches() {
            super(TomcatHost::start);
        }
    }

    @Nested
    class Async extends AsyncContract {
        Async() {
            super(TomcatHost::start, "499");
        }
    }

    @Nested
    class Bodies extends BodiesContract {
        Bodies() {
            super(TomcatHost::start);
        }
    }
}
