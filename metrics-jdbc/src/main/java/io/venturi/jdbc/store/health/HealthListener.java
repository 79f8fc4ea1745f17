package io.venturi.jdbc.store.health;

/** Is told of changes of status. */
@FunctionalInterface
public interface HealthListener {

    /**
     * A status has changed. Called by one thread at a time, which looks again when this returns; what is thrown is logged.
     */
    void changed(HealthChange change);
}
