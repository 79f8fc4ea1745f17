package io.venturi.examples.cdc;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ends the process, with the demo's own status also after Ctrl-C or SIGTERM: the demo may clean up, but not longer than
 * a person would wait.
 */
final class DemoEnd {
    private static final long PATIENCE_SECONDS = 8;

    private final CountDownLatch finished = new CountDownLatch(1);

    private final Emergency emergency;
    private volatile boolean started;

    /** What has to be gone even when the demo hangs. */
    @FunctionalInterface
    interface Emergency {
        void cleanUp() throws IOException;
    }

    private DemoEnd(Emergency emergency) {
        this.emergency = emergency;
    }

    static DemoEnd install(Runnable askToStop, Emergency emergency) {
        DemoEnd end = new DemoEnd(emergency);
        TerminationSignals.handle(() -> {
            askToStop.run();
            Thread watchdog = new Thread(end::insist, "demo-watchdog");
            watchdog.setDaemon(true);
            watchdog.start();
        });
        return end;
    }

    void finish(int status) {
        finished.countDown();
        System.exit(status);
    }

    /** From now on there is something to conclude: before, an end is an end at once. */
    void started() {
        started = true;
    }

    private void insist() {
        try {
            if (started && finished.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                return;
            }
            System.err.println("demo: stopped " + (started ? "the hard way" : "while it was starting"));
            emergency.cleanUp();
        } catch (IOException e) {
            System.err.println("demo: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(1);
    }
}
