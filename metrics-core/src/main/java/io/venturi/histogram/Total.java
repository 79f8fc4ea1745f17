package io.venturi.histogram;

/**
 * A sum of values that are not negative.
 *
 * @param exact whether all terms were whole: then {@code whole} is their sum, or {@link Long#MAX_VALUE} where that is more
 * @param whole the sum, without a fraction
 * @param value the sum
 */
record Total(boolean exact, long whole, double value) {

    static Total of(long whole) {
        return new Total(true, whole, whole);
    }

    static Total ofFractions(double value) {
        return new Total(false, (long) value, value);
    }

    Total plus(Total other) {
        return exact && other.exact ? of(Stripe.saturated(whole + other.whole)) : ofFractions(value + other.value);
    }

    Total minus(Total earlier) {
        return exact && earlier.exact
                ? of(Math.max(0, whole - earlier.whole))
                : ofFractions(Math.max(0, value - earlier.value));
    }
}
