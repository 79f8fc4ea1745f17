package io.venturi;

/** A builder's option: its default until it is set, and set once. */
final class Once<T> {

    private final String option;
    private T value;
    private boolean set;

    Once(String option, T defaultValue) {
        this.option = option;
        this.value = defaultValue;
    }

    void set(T chosen) {
        if (chosen == null) {
            throw new IllegalArgumentException(option + " is null; leave the call out to keep the default, " + value);
        }
        if (set) {
            throw new IllegalStateException(
                    option + " is set already, to " + value + "; remove the call that sets it to " + chosen);
        }
        value = chosen;
        set = true;
    }

    T get() {
        return value;
    }
}
