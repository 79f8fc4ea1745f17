package io.venturi.jdbc.tables;

import io.venturi.instrument.Once;
import java.time.Duration;

/** What can be chosen of what a run may cost. Not thread-safe. */
final class LimitOptions {

    private static final double DEFAULT_TOLERATED = 0.1;

    private final Once<Duration> statementTimeout = new Once<>("statementTimeout", Duration.ofMinutes(1));
    private final Once<Duration> lockTimeout = new Once<>("lockTimeout", Duration.ofSeconds(1));
    private final Once<Duration> runDeadline = new Once<>("runDeadline", Duration.ofMinutes(10));
    private final Once<Double> toleratedFailures = new Once<>("toleratedFailures", DEFAULT_TOLERATED);
    private final Once<Boolean> consistent = new Once<>("consistent", false);
    private final Once<Integer> parallelism = new Once<>("parallelism", 1);
    private final Once<Duration> conflictPause = new Once<>("conflictPause", Duration.ofSeconds(1));

    void statementTimeout(Duration value) {
        statementTimeout.set(OptionChecks.serverTimeout("statementTimeout", value));
    }

    void lockTimeout(Duration value) {
        lockTimeout.set(OptionChecks.serverTimeout("lockTimeout", value));
    }

    void runDeadline(Duration value) {
        runDeadline.set(OptionChecks.positive("runDeadline", value));
    }

    void toleratedFailures(double part) {
        toleratedFailures.set(OptionChecks.part("toleratedFailures", part));
    }

    void consistent(boolean value) {
        consistent.set(value);
    }

    void parallelism(int connections) {
        parallelism.set(OptionChecks.atLeastOne("parallelism", connections));
    }

    void conflictPause(Duration value) {
        conflictPause.set(value);
    }

    RunLimits limits() {
        return new RunLimits(
                statementTimeout.get(),
                lockTimeout.get(),
                runDeadline.get(),
                toleratedFailures.get(),
                parallelism.get(),
                consistent.get(),
                conflictPause.get());
    }
}
