package io.venturi.jdbc.tables;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Checks of what a host configures: each refusal names the option, the value and the remedy. */
final class OptionChecks {

    private static final Duration LONGEST = Duration.ofDays(365);
    private static final int MAX_LABEL = 100;

    private OptionChecks() {}

    static int atLeastOne(String option, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(option + " is " + value + ": give at least 1");
        }
        return value;
    }

    static Duration positive(String option, Duration value) {
        if (value.toMillis() < 1 || value.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    option + " is " + value + ": give a duration from 1 ms to a year, such as PT1M");
        }
        return value;
    }

    /** What the server takes as a timeout: milliseconds in an int. */
    static Duration serverTimeout(String option, Duration value) {
        if (value.toMillis() < 1 || value.toMillis() > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    option + " is " + value + ": give a duration from 1 ms to 24 days, such as PT1M");
        }
        return value;
    }

    static double part(String option, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(option + " is " + value + ": give a part from 0 to 1, such as 0.1");
        }
        return value;
    }

    static double ratio(String option, double value) {
        if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    option + " is " + value + ": give a positive ratio, such as 0.5 for a change by half");
        }
        return value;
    }

    static String label(String option, String value) {
        if (value.isBlank() || value.length() > MAX_LABEL) {
            throw new IllegalArgumentException(
                    option + " is '" + value + "': give a name of 1 to " + MAX_LABEL + " characters");
        }
        return value;
    }

    static String notBlank(String option, String value) {
        if (value.isBlank()) {
            throw new IllegalArgumentException(option + " is blank: give SQL, or leave the call out");
        }
        return value;
    }

    static Set<String> names(String option, String... values) {
        for (String value : some(option, values)) {
            if (value.isEmpty() || value.indexOf('*') >= 0) {
                throw new IllegalArgumentException(
                        option + " has '" + value + "': give names of schemas, without wildcards");
            }
        }
        return new LinkedHashSet<>(List.of(values));
    }

    static List<TablePattern> patterns(String option, String... values) {
        List<TablePattern> patterns = new ArrayList<>();
        for (String value : some(option, values)) {
            patterns.add(TablePattern.of(option, value));
        }
        return List.copyOf(patterns);
    }

    private static String[] some(String option, String... values) {
        if (values.length == 0) {
            throw new IllegalArgumentException(option + " is empty: give at least one name, or leave the call out");
        }
        return values;
    }
}
