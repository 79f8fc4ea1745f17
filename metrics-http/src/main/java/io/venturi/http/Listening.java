package io.venturi.http;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** Opens a server of the JDK and starts it. */
final class Listening {

    private static final int BACKLOG = 256;

    private Listening() {}

    /** @throws UncheckedIOException if the socket cannot be listened on; the message says what to do */
    static HttpServer open(InetSocketAddress socket, @Nullable HttpsConfigurator tls) {
        try {
            if (tls == null) {
                return HttpServer.create(socket, BACKLOG);
            }
            HttpsServer server = HttpsServer.create(socket, BACKLOG);
            server.setHttpsConfigurator(tls);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Cannot listen on address " + socket.getAddress().getHostAddress() + ", port " + socket.getPort()
                            + " (" + e.getMessage() + "): give an address of this host and a port that is free"
                            + " and allowed to this user; port 0 takes a free one",
                    e);
        }
    }

    /** The server's own thread is a daemon if the one that starts it is; metrics should not keep a host alive. */
    static void startAsDaemon(HttpServer server) {
        Thread starting = daemon("metrics-server-start", server::start);
        starting.start();
        boolean interrupted = false;
        while (starting.isAlive()) {
            try {
                starting.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    static Thread daemon(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }
}
