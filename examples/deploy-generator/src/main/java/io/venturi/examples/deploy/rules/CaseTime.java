package io.venturi.examples.deploy.rules;

/** Time in the examples of alerts: they begin at the epoch. */
final class CaseTime {

    /** Stands for the time at which an example ends, as the value of an alert about an age that began with the example. */
    static final double END = Double.POSITIVE_INFINITY;

    private CaseTime() {}
}
