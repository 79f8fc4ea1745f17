package io.venturi.examples.deploy.settings;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations of one unit as PromQL writes them: {@code 30s}, {@code 5m}, {@code 6h}, {@code 3d}. */
public final class PromDuration {

    private static final Pattern PATTERN = Pattern.compile("([1-9][0-9]{0,5})([smhd])");
    private static final Map<String, Integer> SECONDS = Map.of("s", 1, "m", 60, "h", 3_600, "d", 86_400);

    private PromDuration() {}

    static boolean isOne(String text) {
        return PATTERN.matcher(text).matches();
    }

    /** The seconds that it lasts. */
    public static long seconds(String text) {
        Matcher matcher = PATTERN.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    text + " is no duration: use a whole number and s, m, h or d, such as 5m");
        }
        return Long.parseLong(matcher.group(1)) * SECONDS.getOrDefault(matcher.group(2), 0);
    }
}
