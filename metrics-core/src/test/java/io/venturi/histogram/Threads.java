package io.venturi.histogram;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.function.IntConsumer;

/** Threads that start together. */
final class Threads {

    private final List<Thread> running = new ArrayList<>();
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();

    private Threads() {}

    /** Starts so many, each with its number from 0 on. */
    static Threads start(int count, IntConsumer work) {
        Threads threads = new Threads();
        CyclicBarrier together = new CyclicBarrier(count);
        for (int t = 0; t < count; t++) {
            int number = t;
            Thread thread = new Thread(() -> {
                try {
                    together.await();
                    work.accept(number);
                } catch (Throwable e) {
                    threads.failures.add(e);
                }
            });
            thread.start();
            threads.running.add(thread);
        }
        return threads;
    }

    boolean areRunning() {
        return running.stream().anyMatch(Thread::isAlive);
    }

    void join() throws InterruptedException {
        for (Thread thread : running) {
            thread.join();
        }
        assertThat(failures).isEmpty();
    }
}
