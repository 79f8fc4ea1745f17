package io.venturi.http;

import org.jspecify.annotations.Nullable;

/** One exchange of the JDK's server, from its request's first byte to its answer's last. */
final class RunningExchange implements Runnable {

    /** Whom the exchange waits for. */
    enum Phase {
        /** For the client to send its request. */
        REQUEST,
        /** For the client to send more of the request's body. */
        BODY,
        /** For us. */
        ANSWER,
        /** For the client to take the answer. */
        RESPONSE,
        DONE
    }

    private final Runnable exchange;
    private @Nullable Thread thread;
    private Phase phase = Phase.REQUEST;
    private long since;

    RunningExchange(Runnable exchange) {
        this.exchange = exchange;
    }

    @Override
    public void run() {
        synchronized (this) {
            thread = Thread.currentThread();
            since = System.nanoTime();
        }
        try {
            exchange.run();
        } finally {
            enter(Phase.DONE);
            // After DONE nobody interrupts for this exchange any more; the thread's next one starts clean.
            Thread.interrupted();
        }
    }

    synchronized void enter(Phase next) {
        phase = next;
        since = System.nanoTime();
    }

    /**
     * Ends the exchange if it has been in this phase for this long. The server reads and writes an interruptible channel: to interrupt the
     * thread closes the connection and fails whatever the thread waits for.
     */
    synchronized void endIf(Phase slow, long nanos) {
        if (thread != null && phase == slow && System.nanoTime() - since >= nanos) {
            thread.interrupt();
        }
    }
}
