package io.venturi.jdbc.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A wire to PostgreSQL that is cut, when told, in the moment in which the answer to a COMMIT is on its way: the server has
 * committed, the client does not know.
 */
final class CuttingProxy implements AutoCloseable {

    /** The tag that the server completes the command with. */
    private static final byte[] COMMITTED = "COMMIT\0".getBytes(StandardCharsets.US_ASCII);

    private static final int BUFFER = 1 << 16;

    private final ServerSocket entrance;
    private final int serverPort;
    private final AtomicBoolean cut = new AtomicBoolean();

    CuttingProxy(int serverPort) throws IOException {
        this.serverPort = serverPort;
        this.entrance = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        daemon(this::accept);
    }

    /** The same database by way of this. */
    PGSimpleDataSource over(PGSimpleDataSource source) {
        source.setServerNames(new String[] {"127.0.0.1"});
        source.setPortNumbers(new int[] {entrance.getLocalPort()});
        return source;
    }

    /** Cuts the wire with the next answer to a COMMIT. */
    void cutNextCommit() {
        cut.set(true);
    }

    /** Whether that is still to come. */
    boolean isWaiting() {
        return cut.get();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = entrance.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
                daemon(() -> forward(client, server, false));
                daemon(() -> forward(server, client, true));
            }
        } catch (IOException e) {
            // closed: the test is over
        }
    }

    private void forward(Socket from, Socket to, boolean answers) {
        byte[] buffer = new byte[BUFFER];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                if (answers && commits(buffer, length) && cut.compareAndSet(true, false)) {
                    return;
                }
                out.write(buffer, 0, length);
            }
        } catch (IOException e) {
            // one side has gone: so does the other
        }
    }

    /** The answer is a few bytes long, and comes alone, since the driver waits for it: never in two pieces. */
    private static boolean commits(byte[] buffer, int length) {
        for (int at = 0; at + COMMITTED.length <= length; at++) {
            int same = 0;
            while (same < COMMITTED.length && buffer[at + same] == COMMITTED[same]) {
                same++;
            }
            if (same == COMMITTED.length) {
                return true;
            }
        }
        return false;
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "cutting-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        entrance.close();
    }
}
