package io.venturi.examples.deploy.settings;

/** A set of values for all settings. */
public enum Profile {
    /** For services. */
    USUAL,
    /** For the demo: everything happens within a minute or two. */
    DEMO
}
