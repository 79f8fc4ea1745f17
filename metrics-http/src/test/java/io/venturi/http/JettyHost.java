package io.venturi.http;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.eclipse.jetty.ee11.servlet.ErrorPageErrorHandler;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** An embedded Jetty that lets odd paths pass. */
final class JettyHost implements ServletHost {

    private static final int MAX_HEADER = 65536;

    private final Server server = new Server();
    private final ServerConnector connector;

    private JettyHost(Deployment deployment) throws Exception {
        HttpConfiguration http = new HttpConfiguration();
        http.setUriCompliance(UriCompliance.UNSAFE);
        http.setRequestHeaderSize(MAX_HEADER);
        connector = new ServerConnector(server, new HttpConnectionFactory(http));
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        ServletContextHandler context =
                new ServletContextHandler(deployment.contextPath().isEmpty() ? "/" : deployment.contextPath());
        context.getServletHandler().setDecodeAmbiguousURIs(true);
        context.addServletContainerInitializer(
                (classes, servlets) -> deployment.setup().into(servlets));
        context.setErrorHandler(errorPages(deployment.errorPages()));
        server.setHandler(context);
        server.start();
    }

    static ServletHost start(Path directory, Deployment deployment) {
        try {
            return new JettyHost(deployment);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static ErrorPageErrorHandler errorPages(Map<String, String> pages) {
        ErrorPageErrorHandler handler = new ErrorPageErrorHandler();
        pages.forEach((cause, page) -> {
            if (Character.isDigit(cause.charAt(0))) {
                handler.addErrorPage(Integer.parseInt(cause), page);
            } else {
                handler.addErrorPage(cause, page);
            }
        });
        return handler;
    }

    @Override
    public URI base() {
        return URI.create("http://127.0.0.1:" + connector.getLocalPort());
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
