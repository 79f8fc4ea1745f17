package io.venturi.http;

import io.venturi.http.RunningExchange.Phase;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The threads of a {@link MetricsServer}: few, named, daemons, and not to be had by slow clients.
 *
 * <p>The JDK's server reads a request on the thread that will answer it and waits for as long as the client likes. So a
 * client that takes longer than it may is cut off, and while others queue for a thread, it may take only a moment: requests for
 * metrics fit into a packet, and so do most answers into the buffers of a socket.
 */
final class ExchangeWorkers implements Executor {

    private static final int WORKERS = 32;
    private static final int MAX_QUEUED = 1024;
    private static final long IDLE_SECONDS = 30;
    private static final long CHECK_MILLIS = 50;
    private static final long CROWDED_RESPONSE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final ThreadPoolExecutor pool;
    private final ScheduledThreadPoolExecutor watch;
    private final Set<RunningExchange> running = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean watching = new AtomicBoolean();
    private final long patienceNanos;
    private final long crowdedRequestNanos;

    /**
     * @param name what the threads' names start with
     * @param patience how long a client may take to send its request, and again to take the answer
     * @param crowdedRequest how long it may take to send its request while others queue
     */
    ExchangeWorkers(String name, Duration patience, Duration crowdedRequest) {
        this.patienceNanos = patience.toNanos();
        this.crowdedRequestNanos = Math.min(crowdedRequest.toNanos(), patienceNanos);
        this.pool = new ThreadPoolExecutor(
                WORKERS,
                WORKERS,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(MAX_QUEUED),
                workers(name + "-worker-"));
        this.pool.allowCoreThreadTimeOut(true);
        this.watch = new ScheduledThreadPoolExecutor(1, workers(name + "-watch-"));
        this.watch.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** Runs an exchange; refuses it, so that the server closes its connection, when too many queue. */
    @Override
    public void execute(Runnable exchange) {
        pool.execute(() -> run(new RunningExchange(exchange)));
        startWatching();
    }

    private void run(RunningExchange exchange) {
        Worker worker = (Worker) Thread.currentThread();
        running.add(exchange);
        worker.exchange = exchange;
        try {
            exchange.run();
        } finally {
            worker.exchange = null;
            running.remove(exchange);
        }
    }

    /** Says what the exchange of this thread does now. */
    void enter(Phase phase) {
        if (Thread.currentThread() instanceof Worker worker && worker.exchange != null) {
            worker.exchange.enter(phase);
        }
    }

    private void startWatching() {
        if (watching.compareAndSet(false, true)) {
            ScheduledFuture<?> unused = watch.schedule(this::check, CHECK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void check() {
        boolean crowded = !pool.getQueue().isEmpty();
        endSlow(
                crowded ? crowdedRequestNanos : patienceNanos,
                patienceNanos,
                crowded ? Math.min(CROWDED_RESPONSE_NANOS, patienceNanos) : patienceNanos);
        watching.set(false);
        // Whatever was queued after this look has started the watch itself.
        if (!watch.isShutdown() && (!running.isEmpty() || !pool.getQueue().isEmpty())) {
            startWatching();
        }
    }

    /** Bodies are read of clients that may send some: those do not have to hurry for others. */
    private void endSlow(long requestNanos, long bodyNanos, long responseNanos) {
        for (RunningExchange exchange : running) {
            exchange.endIf(Phase.REQUEST, requestNanos);
            exchange.endIf(Phase.BODY, bodyNanos);
            exchange.endIf(Phase.RESPONSE, responseNanos);
        }
    }

    /** Takes no more exchanges, drops those that are still to be read, and waits for the others to be answered. */
    void finish(long nanos) throws InterruptedException {
        pool.getQueue().clear();
        pool.shutdown();
        endSlow(0, 0, Long.MAX_VALUE);
        pool.awaitTermination(nanos, TimeUnit.NANOSECONDS);
    }

    /**
     * Cuts off what still runs.
     *
     * @return whether all threads have ended
     */
    boolean stop(long nanos) throws InterruptedException {
        long deadline = System.nanoTime() + nanos;
        pool.shutdownNow();
        watch.shutdownNow();
        return pool.awaitTermination(nanos, TimeUnit.NANOSECONDS)
                && watch.awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    private static ThreadFactory workers(String prefix) {
        AtomicInteger count = new AtomicInteger();
        return task -> new Worker(task, prefix + count.incrementAndGet());
    }

    private static final class Worker extends Thread {

        /** What it runs; only it reads and writes this. */
        private @Nullable RunningExchange exchange;

        Worker(Runnable task, String name) {
            super(task, name);
            setDaemon(true);
        }
    }
}
