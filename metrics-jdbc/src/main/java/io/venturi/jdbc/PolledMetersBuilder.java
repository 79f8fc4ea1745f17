package io.venturi.jdbc;

import io.micrometer.core.instrument.Clock;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;

/**
 * The options that all meters have whose figures are polled. Each may be set once; a wrong value is refused with a word on the
 * remedy. Not thread-safe.
 *
 * @param <B> the meters' builder, which each call returns
 */
public abstract class PolledMetersBuilder<B extends PolledMetersBuilder<B>> {

    private final PollOptions options;

    PolledMetersBuilder(String labelOption) {
        this.options = new PollOptions(labelOption);
    }

    /** This builder. */
    abstract B self();

    PollOptions options() {
        return options;
    }

    /** Time from the end of a poll to the next; default 30 seconds. Doubled, up to 5 minutes, while nothing can be read. */
    public B interval(Duration value) {
        options.interval(value);
        return self();
    }

    /** How long each query may take on the server; default 10 seconds. */
    public B statementTimeout(Duration value) {
        options.statementTimeout(value);
        return self();
    }

    /** How long a figure is shown that no poll has confirmed; at least the interval; default three intervals. */
    public B staleAfter(Duration value) {
        options.staleAfter(value);
        return self();
    }

    /** Where time comes from; default: the clock of the metrics that the meters are part of. */
    public B clock(Clock value) {
        options.clock(value);
        return self();
    }

    /** Where polls run; it stays the host's to end. Default: a daemon thread that closing the meters ends. */
    public B executor(ScheduledExecutorService value) {
        options.executor(value);
        return self();
    }
}
