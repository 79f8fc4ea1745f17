package io.venturi.prometheus;

import io.micrometer.core.instrument.Meter;

/**
 * What a family is called, and what its meters must agree in.
 *
 * @param text the name by the naming convention
 * @param meter the name of the meters
 * @param type of the meters
 * @param help a description, or a blank
 */
record FamilyName(String text, String meter, Meter.Type type, String help) {}
