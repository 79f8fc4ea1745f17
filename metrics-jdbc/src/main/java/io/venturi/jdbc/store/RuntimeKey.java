package io.venturi.jdbc.store;

/**
 * Which component a figure is of.
 *
 * @param componentType its kind, such as {@code worker_pool}
 * @param name its name among those
 */
record RuntimeKey(String componentType, String name) {

    @Override
    public String toString() {
        return componentType + '/' + name;
    }
}
