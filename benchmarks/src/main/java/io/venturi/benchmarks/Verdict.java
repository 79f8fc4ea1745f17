package io.venturi.benchmarks;

/**
 * How a run did against a target.
 *
 * @param met whether it passes
 * @param measured the figure, with its unit
 * @param allowed what would just pass, with its unit
 */
record Verdict(boolean met, String measured, String allowed) {

    /** The line that scripts look for. */
    String line(String suite, String target) {
        return (met ? "PASS " : "MISS ") + suite + '.' + target + " measured=" + measured + " target=" + allowed;
    }
}
