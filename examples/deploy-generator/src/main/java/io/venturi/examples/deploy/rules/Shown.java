package io.venturi.examples.deploy.rules;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** How an alert's text shows its value: by a function of Prometheus' templates, which the unit tests' expectations follow. */
enum Shown {
    NUMBER("humanize") {
        @Override
        String of(double value) {
            return scaled(value, 1_000, "kMGTPEZY");
        }
    },
    DECIMAL("printf \"%.2f\"") {
        @Override
        String of(double value) {
            return new BigDecimal(value).setScale(2, RoundingMode.HALF_EVEN).toPlainString();
        }
    },
    BYTES("humanize1024") {
        @Override
        String of(double value) {
            return scaled(value, 1_024, "KMGTPEZY").replaceAll("([KMGTPEZY])$", "$1i");
        }
    },
    PERCENT("humanizePercentage") {
        @Override
        String of(double value) {
            return fourDigits(value * 100) + "%";
        }
    },
    DURATION("humanizeDuration") {
        @Override
        String of(double value) {
            long seconds = (long) value;
            if (seconds < 60) {
                return fourDigits(value) + "s";
            }
            String minutes = seconds / 60 % 60 + "m " + seconds % 60 + "s";
            String hours = seconds / 3_600 % 24 + "h " + minutes;
            if (seconds >= 86_400) {
                return seconds / 86_400 + "d " + hours;
            }
            return seconds >= 3_600 ? hours : minutes;
        }
    };

    private final String function;

    Shown(String function) {
        this.function = function;
    }

    /** The text for a value of 1 or more, or 0. */
    abstract String of(double value);

    /** The place in a template where Prometheus puts the value. */
    String template() {
        return "{{ $value | " + function + " }}";
    }

    private static String scaled(double value, int base, String prefixes) {
        double rest = value;
        String prefix = "";
        for (int i = 0; i < prefixes.length() && rest >= base; i++) {
            rest /= base;
            prefix = prefixes.substring(i, i + 1);
        }
        return fourDigits(rest) + prefix;
    }

    /** Go's {@code %.4g} for values from 0.0001 up to 10000. */
    private static String fourDigits(double value) {
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(4, RoundingMode.HALF_EVEN));
        return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
    }
}
