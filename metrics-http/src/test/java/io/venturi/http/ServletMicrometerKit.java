package io.venturi.http;

import io.micrometer.core.instrument.HttpServerTimingInstrumentationVerificationTests;
import io.venturi.PipelineMetrics;
import io.venturi.http.ServletHost.Setup;
import jakarta.servlet.ServletContext;
import java.net.URI;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtendWith;

/** Micrometer's kit on a servlet container. */
@ExtendWith({KitPatience.class, KitVariants.class})
abstract class ServletMicrometerKit extends HttpServerTimingInstrumentationVerificationTests {

    private @Nullable ServletHost host;

    abstract ServletHost start(Setup setup);

    @Override
    protected URI startInstrumentedWithMetricsServer() {
        ServletHost started = start(this::setUp);
        host = started;
        return started.base().resolve("/");
    }

    private void setUp(ServletContext context) {
        ApiMetricsFilter.builder(PipelineMetrics.builder(getRegistry()).build())
                .routes(RouteTemplates.of(InstrumentedRoutes.TEMPLATED_ROUTE)) // the others are mappings
                .naming(ApiNaming.MICROMETER, getRegistry())
                .install(context);
        ServletHost.serve(context, "", (request, response) -> response.setStatus(200));
        ServletHost.serve(context, "/hello/*", (request, response) -> response.setStatus(200));
        ServletHost.serve(
                context,
                InstrumentedRoutes.REDIRECT,
                (request, response) -> response.sendRedirect(InstrumentedRoutes.ROOT));
        ServletHost.serve(context, InstrumentedRoutes.ERROR, (request, response) -> response.sendError(500));
        ServletHost.serve(context, "/", (request, response) -> response.sendError(404));
    }

    @Override
    protected @Nullable URI startInstrumentedWithObservationsServer() {
        return null;
    }

    @Override
    protected void stopInstrumentedServer() {
        Objects.requireNonNull(host).close();
    }
}
