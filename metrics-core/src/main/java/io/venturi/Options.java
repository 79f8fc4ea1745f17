package io.venturi;

import java.time.Duration;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Checks of what a host configures: each refusal names the option, the value and the remedy. */
final class Options {

    private static final Pattern NAMESPACE = Pattern.compile("[a-z][a-z0-9_]*");

    private Options() {}

    static String namespace(@Nullable String value) {
        if (value == null || !NAMESPACE.matcher(value).matches()) {
            throw new IllegalArgumentException("namespace '" + value
                    + "' cannot start a metric's name: use lower-case letters, digits and underscores, a letter first, such"
                    + " as 'orders_pipeline'");
        }
        return value;
    }

    static int atLeastOne(String option, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(option + " is " + value + "; give at least 1");
        }
        return value;
    }

    static Duration positive(String option, @Nullable Duration value) {
        if (value == null || value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(option + " is " + value + "; give a positive duration, such as PT5M");
        }
        return value;
    }

    static Set<String> names(String option, @Nullable Collection<String> values) {
        if (values == null || values.isEmpty()) {
            throw new IllegalArgumentException(
                    option + " is " + values + "; name at least one, or leave the call out to allow any");
        }
        for (String value : values) {
            if (value == null || value.isBlank()) {
                throw new IllegalArgumentException(option + " holds an empty name in " + values + "; remove it");
            }
        }
        return Set.copyOf(values);
    }

    static boolean enabled(Map<String, String> environment, String namespace, boolean otherwise) {
        String variable = namespace.toUpperCase(Locale.ROOT) + "_METRICS_ENABLED";
        String value = environment.get(variable);
        if (value == null || value.isBlank()) {
            return otherwise;
        }
        return switch (value.trim().toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default ->
                throw new IllegalArgumentException(
                        variable + " is '" + value + "'; set it to true or false, or unset it");
        };
    }

    static <K, V> void setOnce(Map<K, V> options, String option, K key, V value) {
        V earlier = options.putIfAbsent(key, value);
        if (earlier != null) {
            throw new IllegalStateException(option + " of " + key + " is set already, to " + earlier
                    + "; remove the call that sets it to " + value);
        }
    }
}
