package io.venturi.examples.deploy.rules;

import io.venturi.examples.deploy.promql.Vector;

/**
 * An expression that Prometheus evaluates at every step and keeps.
 *
 * @param name level, metric and operations: {@code job_source:pipeline_cdc_errors:rate5m}
 * @param expression what is kept
 */
public record RecordingRule(String name, Vector expression) {

    /** What is kept, for use in other expressions. */
    public Vector kept() {
        return expression.recordedAs(name);
    }
}
