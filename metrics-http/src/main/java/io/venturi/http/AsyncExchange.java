package io.venturi.http;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A request that is answered asynchronously. It ends when the container says that it is complete, once; what goes wrong before that only
 * leaves a mark, since whoever handles it may still give a good answer. Thread-safe.
 */
final class AsyncExchange implements AsyncListener {

    private final ServletRecorder recorder;
    private final HttpServletRequest request;
    private final HttpServletResponse response;
    private final @Nullable ServletBodies bodies;
    private final long start;
    private final AtomicBoolean ended = new AtomicBoolean();
    private @Nullable Throwable failure;
    private boolean committedBefore;

    AsyncExchange(
            ServletRecorder recorder,
            HttpServletRequest request,
            HttpServletResponse response,
            @Nullable ServletBodies bodies,
            long start) {
        this.recorder = recorder;
        this.request = request;
        this.response = response;
        this.bodies = bodies;
        this.start = start;
    }

    /** Marks the first failure: others follow from it. */
    synchronized void failed(Throwable thrown) {
        if (failure == null) {
            failure = thrown;
            // By the time it is complete, it is always committed.
            committedBefore = response.isCommitted();
        }
    }

    @Override
    public void onComplete(AsyncEvent event) {
        if (ended.compareAndSet(false, true)) {
            end();
        }
    }

    private synchronized void end() {
        boolean aborted = ClientAbort.isCauseOf(failure);
        int status = aborted && !committedBefore ? ClientAbort.STATUS : response.getStatus();
        recorder.end(request, bodies, start, status, failure, aborted);
    }

    /** Ends it here and now: a dispatch started anew and then threw, and not every container completes that. */
    void abandon(Throwable thrown) {
        if (ended.compareAndSet(false, true)) {
            recorder.end(request, response, bodies, start, thrown);
        }
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        failed(new TimeoutException("no asynchronous answer in time"));
    }

    @Override
    public void onError(AsyncEvent event) {
        Throwable thrown = event.getThrowable();
        if (thrown != null) {
            failed(thrown);
        }
    }

    /** To start anew drops the listeners. */
    @Override
    public void onStartAsync(AsyncEvent event) {
        event.getAsyncContext().addListener(this);
    }
}
