package io.venturi.prometheus;

/** A meter that has a distribution. */
interface Distributed {

    Distribution distribution();
}
