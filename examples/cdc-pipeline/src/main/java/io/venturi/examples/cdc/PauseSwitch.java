package io.venturi.examples.cdc;

/** Holds a thread up until it may go on. */
final class PauseSwitch {
    private boolean paused;

    synchronized void pause() {
        paused = true;
    }

    synchronized void resume() {
        paused = false;
        notifyAll();
    }

    synchronized boolean isPaused() {
        return paused;
    }

    synchronized void awaitResume() throws InterruptedException {
        while (paused) {
            wait();
        }
    }
}
