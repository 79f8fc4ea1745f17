package io.venturi.examples.cdc;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ctrl-C and SIGTERM as a request, before the JVM begins to shut down: once it does, its hooks end what a clean end still
 * needs, such as Iceberg's worker threads.
 */
final class TerminationSignals {
    private static final Logger log = LoggerFactory.getLogger(TerminationSignals.class);

    private TerminationSignals() {}

    /** By reflection, since the compiler warns of every mention of {@code sun.misc.Signal}; without it, the hooks have to do. */
    static void handle(Runnable request) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
            Method register = signal.getMethod("handle", signal, handlerType);
            InvocationHandler calls = (proxy, method, arguments) -> {
                if (method.getName().equals("handle")) {
                    request.run();
                }
                return null;
            };
            Object handler = Proxy.newProxyInstance(
                    TerminationSignals.class.getClassLoader(), new Class<?>[] {handlerType}, calls);
            for (String name : List.of("INT", "TERM")) {
                register.invoke(null, signal.getConstructor(String.class).newInstance(name), handler);
            }
        } catch (ReflectiveOperationException e) {
            log.debug("this JVM does not hand out signals", e);
        }
    }
}
