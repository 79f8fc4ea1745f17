package io.venturi.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.security.NoSuchAlgorithmException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server that anybody on the network may ask says so. Here its port is taken, so that nobody can. */
class ExposureTest {

    private final LoggedWarnings warnings = LoggedWarnings.of(MetricsServer.class);
    private ServerSocket taken;

    @BeforeEach
    void takeAPort() throws IOException {
        taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void stop() throws IOException {
        taken.close();
        warnings.close();
    }

    @Test
    void allAddressesWithoutAuthenticationAreWarnedAbout() {
        tryToStart(server().address("0.0.0.0"));
        assertThat(warnings.messages())
                .singleElement()
                .asString()
                .contains("on all addresses of this host without authentication", "bearerToken");
    }

    @Test
    void authenticationAndTheLoopbackAddressAreNot() throws NoSuchAlgorithmException {
        tryToStart(server());
        tryToStart(server().address("0.0.0.0").bearerToken("t0ken"));
        tryToStart(server().address("0.0.0.0").basicAuthentication("user", "password"));
        tryToStart(server().address("0.0.0.0").tls(new HttpsConfigurator(SSLContext.getDefault()) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters tls = getSSLContext().getDefaultSSLParameters();
                tls.setNeedClientAuth(true);
                parameters.setSSLParameters(tls);
            }
        }));
        assertThat(warnings.messages()).isEmpty();
    }

    @Test
    void encryptionIsNoAuthentication() throws NoSuchAlgorithmException {
        tryToStart(server().address("0.0.0.0").tls(new HttpsConfigurator(SSLContext.getDefault())));
        assertThat(warnings.messages()).hasSize(1);
    }

    private MetricsServer.Builder server() {
        return MetricsServer.builder(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT))
                .port(taken.getLocalPort());
    }

    private static void tryToStart(MetricsServer.Builder server) {
        assertThatThrownBy(server::start).isInstanceOf(UncheckedIOException.class);
    }
}
