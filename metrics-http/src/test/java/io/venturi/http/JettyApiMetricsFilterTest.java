package io.venturi.http;

import org.junit.jupiter.api.Nested;

class JettyApiMetricsFilterTest {

    @Nested
    class Routes extends RoutesContract {
        Routes() {
            super(JettyHost::start);
        }
    }

    @Nested
    class Failures extends FailuresContract {
        Failures() {
            super(JettyHost::start, "499");
        }
    }

    @Nested
    class Dispatches extends DispatchesContract {
        Dispatches() {
            super(JettyHost::start);
        }
    }

    @Nested
    class Async extends AsyncContract {
        Async() {
            super(JettyHost::start, "200"); // as it tells the read listener alone, whose answer that is
        }
    }

    @Nested
    class Bodies extends BodiesContract {
        Bodies() {
            super(JettyHost::start);
        }
    }
}
