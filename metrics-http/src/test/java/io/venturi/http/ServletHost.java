package io.venturi.http;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;

/** A servlet container that runs, on a port of its own. */
public interface ServletHost extends AutoCloseable {

    /** What is put into a container before it starts. */
    @FunctionalInterface
    interface Setup {
        void into(ServletContext context) throws ServletException;
    }

    /**
     * What a container serves.
     *
     * @param contextPath where it does so; empty for the root
     * @param errorPages paths below that, by status or by name of an exception
     */
    record Deployment(String contextPath, Map<String, String> errorPages, Setup setup) {

        public static Deployment of(Setup setup) {
            return new Deployment("", Map.of(), setup);
        }
    }

    /** Starts a container that may put its files into a directory. */
    @FunctionalInterface
    interface Container {
        ServletHost start(Path directory, Deployment deployment);
    }

    /** A servlet's work, for any method. */
    @FunctionalInterface
    interface Handler {
        void handle(HttpServletRequest request, HttpServletResponse response) throws ServletException, IOException;
    }

    URI base();

    @Override
    void close();

    /** Maps a handler that may answer later. */
    static void serve(ServletContext context, String mapping, Handler handler) {
        var servlet = context.addServlet("handler of " + mapping, new HandlerServlet(handler));
        servlet.setAsyncSupported(true);
        servlet.addMapping(mapping);
    }

    /** Handles whatever method comes. */
    final class HandlerServlet extends HttpServlet {

        private static final long serialVersionUID = 1;

        private final transient Handler handler;

        HandlerServlet(Handler handler) {
            this.handler = handler;
        }

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response)
                throws ServletException, IOException {
            handler.handle(request, response);
        }
    }
}
