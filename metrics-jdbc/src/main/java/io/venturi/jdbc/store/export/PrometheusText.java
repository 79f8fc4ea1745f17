package io.venturi.jdbc.store.export;

import java.math.BigDecimal;
import java.math.MathContext;

/** Names and numbers as Prometheus takes them. */
final class PrometheusText {

    private static final double EXPONENT_FROM = 1e6;
    private static final double EXPONENT_BELOW = 1e-4;

    private PrometheusText() {}

    /** A metric's name; what no name may hold becomes an underscore. */
    static String metricName(String stored) {
        return name(stored, ":");
    }

    /** A label's name. */
    static String labelName(String stored) {
        return name(stored, "");
    }

    private static String name(String stored, String alsoAllowed) {
        StringBuilder name = new StringBuilder(stored.length() + 1);
        if (stored.isEmpty() || Character.isDigit(stored.charAt(0))) {
            name.append('_');
        }
        stored.codePoints()
                .forEach(c -> name.append(isWord(c) || alsoAllowed.indexOf(c) >= 0 ? Character.toString(c) : "_"));
        return name.toString();
    }

    private static boolean isWord(int c) {
        return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    /** Text that UTF-8 can hold: a surrogate without its other half becomes U+FFFD. */
    static String wellFormed(String text) {
        StringBuilder formed = new StringBuilder(text.length());
        text.codePoints()
                .forEach(c -> formed.appendCodePoint(
                        c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xFFFD : c));
        return formed.toString();
    }

    /** A label's value between its quotes. */
    static String escaped(String value) {
        return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }

    /** A value, so that it is read back as it was. */
    static String number(double value) {
        return value == Double.POSITIVE_INFINITY
                ? "+Inf"
                : value == Double.NEGATIVE_INFINITY ? "-Inf" : Double.toString(value);
    }

    /** A bound, in the one form that OpenMetrics allows of it. */
    static String bound(double bound) {
        if (Double.isInfinite(bound) || bound == 0) {
            return number(bound);
        }
        double size = Math.abs(bound);
        if (size >= EXPONENT_BELOW && size < EXPONENT_FROM) {
            String plain =
                    new BigDecimal(Double.toString(bound)).stripTrailingZeros().toPlainString();
            return plain.indexOf('.') < 0 ? plain + ".0" : plain;
        }
        BigDecimal digits = new BigDecimal(Double.toString(bound), MathContext.DECIMAL64).stripTrailingZeros();
        int exponent = digits.precision() - digits.scale() - 1;
        String mantissa = digits.movePointLeft(exponent).toPlainString();
        return mantissa + (exponent < 0 ? "e-" : "e+") + (Math.abs(exponent) < 10 ? "0" : "") + Math.abs(exponent);
    }
}
