package io.venturi.http;

import java.net.URI;
import java.nio.file.Path;
import java.util.Set;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.buf.EncodedSolidusHandling;
import org.apache.tomcat.util.descriptor.web.ErrorPage;

/** An embedded Tomcat that lets odd paths pass. */
public final class TomcatHost implements ServletHost {

    private final Tomcat tomcat = new Tomcat();

    private TomcatHost(Path directory, Deployment deployment) throws LifecycleException {
        tomcat.setBaseDir(directory.toString());
        tomcat.setConnector(connector());
        Context context = tomcat.addContext(deployment.contextPath(), directory.toString());
        forgoLeakDetection((StandardContext) context);
        context.addServletContainerInitializer(
                (classes, servlets) -> deployment.setup().into(servlets), Set.of());
        deployment.errorPages().forEach((cause, page) -> context.addErrorPage(errorPage(cause, page)));
        tomcat.start();
    }

    public static ServletHost start(Path directory, Deployment deployment) {
        try {
            return new TomcatHost(directory, deployment);
        } catch (LifecycleException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ErrorPage errorPage(String cause, String location) {
        ErrorPage page = new ErrorPage();
        if (Character.isDigit(cause.charAt(0))) {
            page.setErrorCode(cause);
        } else {
            page.setExceptionType(cause);
        }
        page.setLocation(location);
        return page;
    }

    /** It is for contexts that outlive their classes, and warns that the JDK does not let it look. */
    private static void forgoLeakDetection(StandardContext context) {
        context.setClearReferencesThreadLocals(false);
        context.setClearReferencesRmiTargets(false);
    }

    private static Connector connector() {
        Connector connector = new Connector();
        connector.setPort(0);
        connector.setProperty("address", "127.0.0.1");
        connector.setProperty("maxHttpRequestHeaderSize", "65536");
        connector.setEncodedSolidusHandling(EncodedSolidusHandling.PASS_THROUGH.getValue());
        return connector;
    }

    @Override
    public URI base() {
        return URI.create("http://127.0.0.1:" + tomcat.getConnector().getLocalPort());
    }

    @Override
    public void close() {
        try {
            tomcat.stop();
            tomcat.destroy();
        } catch (LifecycleException e) {
            throw new IllegalStateException(e);
        }
    }
}
