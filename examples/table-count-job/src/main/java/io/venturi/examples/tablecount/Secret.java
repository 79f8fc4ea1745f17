package io.venturi.examples.tablecount;

/**
 * A text that nobody is to see, however it is printed.
 *
 * @param text the text
 */
record Secret(String text) {

    @Override
    public String toString() {
        return "(secret)";
    }
}
