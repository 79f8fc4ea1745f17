package io.venturi.examples.deploy.rules;

/** Who is to hear of an alert. */
public enum Severity {
    /** Wake somebody. */
    CRITICAL("critical"),
    /** Somebody looks at it in working hours. */
    WARNING("warning");

    private final String label;

    Severity(String label) {
        this.label = label;
    }

    /** The value of the label {@code severity}. */
    public String label() {
        return label;
    }
}
