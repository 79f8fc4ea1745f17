package io.venturi.examples.cdc;

import java.io.PrintStream;
import java.net.URI;

/** Shows the summary: over and over on a terminal, now and then in a log. */
final class DemoScreen {
    private static final String CLEAR = "\033[H\033[2J";
    private static final long TERMINAL_MILLIS = 1_000;
    private static final long LOG_MILLIS = 5_000;

    private final PrintStream out;
    private final boolean terminal;

    DemoScreen(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    long intervalMillis() {
        return terminal ? TERMINAL_MILLIS : LOG_MILLIS;
    }

    void show(URI metrics, String summary) {
        String head = terminal ? CLEAR + "metrics: " + metrics + "   (Ctrl-C ends)\n\n" : "\n";
        out.print(head + summary);
        out.flush();
    }
}
