package io.venturi.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.venturi.PipelineMetrics;
import io.venturi.http.ServletHost.Deployment;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.support.AnnotationConfigWebApplicationContext;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.config.annotation.EnableWebMvc;

/** The filter before Spring MVC itself: the pattern that Spring matched is the route. */
class SpringRoutesTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final PipelineMetrics metrics = PipelineMetrics.builder(registry).build();
    private final ServedMeters meters = new ServedMeters(registry);

    @TempDir
    private Path directory;

    private ServletHost host;

    @BeforeEach
    void start() {
        host = TomcatHost.start(directory, Deployment.of(this::deploy));
    }

    private void deploy(ServletContext context) {
        ApiMetricsFilter.builder(metrics).install(context);
        AnnotationConfigWebApplicationContext beans = new AnnotationConfigWebApplicationContext();
        beans.register(Things.class);
        ServletRegistration.Dynamic servlet = context.addServlet("spring", new DispatcherServlet(beans));
        servlet.setAsyncSupported(true);
        servlet.addMapping("/");
    }

    @AfterEach
    void stop() {
        host.close();
        metrics.close();
    }

    @Test
    void itsPatternIsTheRoute() {
        assertThat(Wire.text(Wire.get(at("/things/7")))).isEqualTo("thing 7");
        Wire.get(at("/things/8"));
        meters.awaitRequests("/things/{id}", "GET", "200", 2);
        meters.awaitActive(0);
    }

    @Test
    void itsPatternSurvivesAnAsynchronousAnswer() {
        assertThat(Wire.text(Wire.get(at("/later/7")))).isEqualTo("later 7");
        meters.awaitOnly("/later/{id:[0-9]+}", "GET", "200");
    }

    @Test
    void itsPatternSurvivesAFailure() {
        assertThat(Wire.get(at("/broken/7")).statusCode()).isEqualTo(500);
        meters.awaitOnly("/broken/{id}", "GET", "500");
        meters.awaitException("/broken/{id}", "IllegalStateException");
    }

    @Test
    void anExceptionThatItAnswersItselfIsItsAnswer() {
        assertThat(Wire.get(at("/conflicts/7")).statusCode()).isEqualTo(409);
        meters.awaitOnly("/conflicts/{id}", "GET", "409");
    }

    @Test
    void whatItDoesNotKnowIsUnmatched() {
        assertThat(Wire.get(at("/nothing/7")).statusCode()).isEqualTo(404);
        meters.awaitOnly("UNMATCHED", "GET", "404");
    }

    private URI at(String path) {
        return host.base().resolve(path);
    }

    @EnableWebMvc
    @RestController
    static class Things {

        @GetMapping("/things/{id}")
        String thing(@PathVariable String id) {
            return "thing " + id;
        }

        @GetMapping("/later/{id:[0-9]+}")
        CompletableFuture<String> later(@PathVariable String id) {
            return CompletableFuture.supplyAsync(() -> "later " + id);
        }

        @GetMapping("/broken/{id}")
        String broken() {
            throw new IllegalStateException("x");
        }

        @GetMapping("/conflicts/{id}")
        String conflict() {
            throw new Conflict();
        }
    }

    @ResponseStatus(HttpStatus.CONFLICT)
    static class Conflict extends RuntimeException {

        private static final long serialVersionUID = 1;
    }
}
