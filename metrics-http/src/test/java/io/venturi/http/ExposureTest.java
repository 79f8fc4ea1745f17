package io.venturi.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.security.NoSuchAlgorithmException;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A server that anybody on the network may ask says so. */
class ExposureTest {

    private final LoggedWarnings warnings = LoggedWarnings.of(MetricsServer.class);

    @AfterEach
    void stop() {
        warnings.close();
    }

    @Test
    void allAddressesWithoutAuthenticationAreWarnedAbout() {
        start(server().address("0.0.0.0"));
        assertThat(warnings.messages())
                .singleElement()
                .asString()
                .contains("on all addresses of this host without authentication", "bearerToken");
    }

    @Test
    void authenticationAndTheLoopbackAddressAreNot() throws NoSuchAlgorithmException {
        start(server());
        start(server().address("0.0.0.0").bearerToken("t0ken"));
        start(server().address("0.0.0.0").basicAuthentication("user", "password"));
        start(server().address("0.0.0.0").tls(new HttpsConfigurator(SSLContext.getDefault())));
        assertThat(warnings.messages()).isEmpty();
    }

    private static MetricsServer.Builder server() {
        return MetricsServer.builder(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT))
                .port(0);
    }

    private static void start(MetricsServer.Builder server) {
        server.start().close();
    }
}
