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

/** An embedded Tomcat that lets odd paths pass. */
final class TomcatHost implements ServletHost {

    private final Tomcat tomcat = new Tomcat();

    private TomcatHost(Path directory, Setup setup) throws LifecycleException {
        tomcat.setBaseDir(directory.toString());
        tomcat.setConnector(connector());
        Context context = tomcat.addContext("", directory.toString());
        forgoLeakDetection((StandardContext) context);
        context.addServletContainerInitializer((classes, servlets) -> setup.into(servlets), Set.of());
        tomcat.start();
    }

    static ServletHost start(Path directory, Setup setup) {
        try {
            return new TomcatHost(directory, setup);
        } catch (LifecycleException e) {
            throw new IllegalStateException(e);
        }
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
