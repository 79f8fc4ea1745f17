package io.venturi.http;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Lets few renders run at a time, and requests for the same exposition share one. However many ask at once, the cost in
 * processor time and memory is that of a few scrapes. Thread-safe.
 */
final class Renders {

    /** No render could be had in time. */
    static final class BusyException extends Exception {
        BusyException() {
            super("too many scrapes at a time", null, false, false);
        }
    }

    /** Writes an exposition. */
    @FunctionalInterface
    interface Renderer {
        void render(Exposition exposition, RenderBuffer buffer) throws IOException;
    }

    // Collectors that differ in format meet now and then, for as long as a render takes. Who waits longer than this
    // waits behind a render that hangs.
    private static final long MAX_WAIT_FOR_SLOT = TimeUnit.SECONDS.toNanos(1);
    private static final int WAITING_PER_SLOT = 8;
    // Clients that are slow to take their answers hold memory: this many of the largest, at most.
    private static final int MAX_UNSENT = 2;

    private final Renderer renderer;
    private final int slots;
    private final int maxBytes;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition slotFree = lock.newCondition();
    private final Map<Exposition, Rendering> running = new HashMap<>();
    private final Deque<RenderBuffer> spare = new ArrayDeque<>();
    private int waiting;
    private long unsentBytes;

    /**
     * @param slots how many may run at a time
     * @param maxBytes how large a body may become
     */
    Renders(Renderer renderer, int slots, int maxBytes) {
        this.renderer = renderer;
        this.slots = slots;
        this.maxBytes = maxBytes;
    }

    /**
     * A finished render that started no earlier than the present one for the same exposition did. The caller has to let
     * go of it.
     *
     * @param waitNanos how long to wait for others
     * @throws BusyException if others were in the way all that time, or too many wait already
     */
    Rendering render(Exposition exposition, long waitNanos) throws BusyException, InterruptedException {
        long deadline = System.nanoTime() + waitNanos;
        Rendering mine;
        lock.lock();
        try {
            awaitSlot(exposition, Math.min(waitNanos, MAX_WAIT_FOR_SLOT));
            Rendering others = running.get(exposition);
            if (others != null) {
                return share(others, deadline);
            }
            if (unsentBytes > (long) MAX_UNSENT * maxBytes) {
                throw new BusyException();
            }
            mine = new Rendering(takeBuffer(), this::giveBack);
            running.put(exposition, mine);
        } finally {
            lock.unlock();
        }
        run(exposition, mine);
        return mine;
    }

    private void awaitSlot(Exposition exposition, long nanos) throws BusyException, InterruptedException {
        long left = nanos;
        while (running.size() >= slots && !running.containsKey(exposition)) {
            admitWaiter(left);
            try {
                left = slotFree.awaitNanos(left);
            } finally {
                waiting--;
            }
        }
    }

    private Rendering share(Rendering others, long deadline) throws BusyException, InterruptedException {
        admitWaiter(deadline - System.nanoTime());
        others.hold();
        boolean finished = false;
        lock.unlock();
        try {
            finished = others.await(deadline - System.nanoTime());
        } finally {
            lock.lock();
            waiting--;
            if (!finished) {
                others.letGo();
            }
        }
        if (!finished) {
            throw new BusyException();
        }
        return others;
    }

    /** Counts one who waits; each holds a thread of the server, so that they must stay few. */
    private void admitWaiter(long nanos) throws BusyException {
        if (nanos <= 0 || waiting >= slots * WAITING_PER_SLOT) {
            throw new BusyException();
        }
        waiting++;
    }

    private void run(Exposition exposition, Rendering rendering) {
        try {
            renderer.render(exposition, rendering.buffer());
            finish(exposition, rendering, null);
        } catch (IOException | RuntimeException e) {
            finish(exposition, rendering, e);
        } catch (Error e) {
            finish(exposition, rendering, e);
            rendering.letGo();
            throw e;
        }
    }

    private void finish(Exposition exposition, Rendering rendering, @Nullable Throwable failure) {
        // Out of the map before it counts as finished: who comes later must see later figures.
        lock.lock();
        try {
            unsentBytes += rendering.buffer().size();
            running.remove(exposition);
            slotFree.signalAll();
        } finally {
            lock.unlock();
        }
        rendering.finish(failure);
    }

    private RenderBuffer takeBuffer() {
        RenderBuffer buffer = spare.poll();
        return buffer == null ? new RenderBuffer(maxBytes) : buffer;
    }

    private void giveBack(RenderBuffer buffer) {
        lock.lock();
        try {
            unsentBytes -= buffer.size();
            if (spare.size() < slots) {
                buffer.reset();
                spare.push(buffer);
            }
        } finally {
            lock.unlock();
        }
    }
}
