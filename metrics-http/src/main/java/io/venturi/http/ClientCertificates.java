package io.venturi.http;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/** Finds out whether a configurator lets in only clients that have a certificate, by asking it as a server would. */
final class ClientCertificates extends HttpsParameters {

    private final HttpsConfigurator configurator;
    private @Nullable SSLParameters parameters;

    private ClientCertificates(HttpsConfigurator configurator) {
        this.configurator = configurator;
    }

    static boolean areNeeded(HttpsConfigurator configurator) {
        ClientCertificates asked = new ClientCertificates(configurator);
        try {
            configurator.configure(asked);
        } catch (RuntimeException e) {
            return false; // it lets nobody in now; what it will do is not known
        }
        SSLParameters given = asked.parameters;
        return given == null ? asked.getNeedClientAuth() : given.getNeedClientAuth();
    }

    @Override
    public HttpsConfigurator getHttpsConfigurator() {
        return configurator;
    }

    @Override
    public InetSocketAddress getClientAddress() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    @Override
    public void setSSLParameters(SSLParameters given) {
        this.parameters = given;
    }
}
