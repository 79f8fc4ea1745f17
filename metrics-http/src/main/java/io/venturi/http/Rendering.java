package io.venturi.http;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One render, and all who wait for it or send it. Its buffer goes back when the last of them has let go. */
final class Rendering {

    private final RenderBuffer buffer;
    private final Consumer<RenderBuffer> giveBack;
    private final AtomicInteger holders = new AtomicInteger(1);
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile @Nullable Throwable failure;

    Rendering(RenderBuffer buffer, Consumer<RenderBuffer> giveBack) {
        this.buffer = buffer;
        this.giveBack = giveBack;
    }

    RenderBuffer buffer() {
        return buffer;
    }

    /** To be called only while a holder is sure not to let go. */
    void hold() {
        holders.incrementAndGet();
    }

    void letGo() {
        if (holders.decrementAndGet() == 0) {
            giveBack.accept(buffer);
        }
    }

    void finish(@Nullable Throwable failure) {
        this.failure = failure;
        done.countDown();
    }

    /** Whether it is finished in time. */
    boolean await(long nanos) throws InterruptedException {
        return done.await(nanos, TimeUnit.NANOSECONDS);
    }

    /** Why it failed; null where it did not. To be asked once it is finished. */
    @Nullable
    Throwable failure() {
        return failure;
    }
}
