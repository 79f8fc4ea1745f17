package io.venturi.http;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Clients that send many {@link RandomRequests}: some tame ones on a connection, then some wild ones on a connection each.
 *
 * @param answered how many a handler answered, by its own mark
 * @param refused how many wild ones the server answered itself, or dropped
 */
record RequestFlood(int answered, int refused) {

    /** What a handler puts on its answers, and no server does. */
    static final String HANDLED = "X-Handled";

    private static final int CLIENTS = 4;
    private static final int TAME = 40;

    /**
     * Sends so many and waits for their answers. Every tame one must be answered by a handler.
     *
     * @param wild how many wild ones come after {@value #TAME} tame ones
     */
    static RequestFlood send(URI server, int count, int wild) throws InterruptedException {
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try {
            List<Callable<RequestFlood>> work = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                int share = count / CLIENTS + (i < count % CLIENTS ? 1 : 0);
                RandomRequests requests = new RandomRequests(i);
                work.add(() -> sendShare(server, requests, share, wild));
            }
            int answered = 0;
            int refused = 0;
            for (Future<RequestFlood> client : clients.invokeAll(work)) {
                answered += client.get().answered;
                refused += client.get().refused;
            }
            return new RequestFlood(answered, refused);
        } catch (ExecutionException e) {
            throw new AssertionError("a client failed", e.getCause());
        } finally {
            clients.shutdownNow();
        }
    }

    private static RequestFlood sendShare(URI server, RandomRequests requests, int count, int wildOnes) {
        int answered = 0;
        for (int sent = 0; sent < count; ) {
            int tame = Math.min(TAME, count - sent);
            sendTame(server, requests, tame);
            int wild = Math.min(wildOnes, count - sent - tame);
            for (int i = 0; i < wild; i++) {
                answered += sendWild(server, requests.wild());
            }
            answered += tame;
            sent += tame + wild;
        }
        return new RequestFlood(answered, count - answered);
    }

    private static void sendTame(URI server, RandomRequests requests, int count) {
        try (Socket socket = connect(server);
                InputStream in = new BufferedInputStream(socket.getInputStream())) {
            for (int i = 0; i < count; i++) {
                byte[] request = requests.tame(i == count - 1);
                socket.getOutputStream().write(request);
                if (!readAnswer(in, isHead(request))) {
                    throw new AssertionError("not handled: " + new String(request, StandardCharsets.ISO_8859_1));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** 1 if a handler answered it, else 0. */
    private static int sendWild(URI server, byte[] request) {
        try (Socket socket = connect(server);
                InputStream in = new BufferedInputStream(socket.getInputStream())) {
            socket.getOutputStream().write(request);
            return readAnswer(in, isHead(request)) ? 1 : 0;
        } catch (IOException e) {
            return 0; // dropped without an answer, which no handler here does
        }
    }

    private static Socket connect(URI server) throws IOException {
        Socket socket = new Socket(server.getHost(), server.getPort());
        socket.setSoTimeout((int) Wire.PATIENCE.toMillis());
        socket.setTcpNoDelay(true);
        return socket;
    }

    private static boolean isHead(byte[] request) {
        return new String(request, 0, 5, StandardCharsets.ISO_8859_1).equals("HEAD ");
    }

    /** Reads an answer; whether a handler gave it. */
    private static boolean readAnswer(InputStream in, boolean head) throws IOException {
        boolean handled = false;
        int length = 0;
        for (String line = readLine(in); !line.isEmpty(); line = readLine(in)) {
            handled |= line.regionMatches(true, 0, HANDLED, 0, HANDLED.length());
            if (line.regionMatches(true, 0, "Content-Length: ", 0, 16)) {
                length = Integer.parseInt(line.substring(16).strip());
            }
        }
        if (!head) {
            in.skipNBytes(length);
        }
        return handled;
    }

    /** A line of a head, without its end; empty at the end of the stream, too. */
    private static String readLine(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }
}
