package io.venturi.examples.cdc;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The options of the command line.
 *
 * @param namespace the first word of every meter's name
 * @param port where the metrics are served
 * @param duration how long the workload runs; until it is told to stop where empty
 * @param rate rows changed per second
 * @param history whether the shop's database keeps the history of the metrics
 */
record DemoOptions(String namespace, int port, Optional<Duration> duration, int rate, boolean history) {
    static final String USAGE =
            "usage: demo.sh [--namespace NAME] [--port PORT] [--duration SECONDS] [--rate EVENTS_PER_SECOND] [--history on|off]";
    private static final Pattern NAMESPACE = Pattern.compile("[a-z][a-z0-9_]*");
    private static final int MAX_PORT = 65_535;
    private static final int MAX_RATE = 20_000;
    private static final int MAX_SECONDS = 30 * 24 * 3600;

    static DemoOptions defaults() {
        return new DemoOptions("pipeline", 9404, Optional.empty(), 200, true);
    }

    /** Refuses what it does not understand, with the option, the value and what would do. */
    static DemoOptions parse(String... arguments) {
        DemoOptions options = defaults();
        for (int i = 0; i < arguments.length; i += 2) {
            String option = arguments[i];
            if (i + 1 == arguments.length) {
                throw new IllegalArgumentException(option + " has no value. " + USAGE);
            }
            options = options.with(option, arguments[i + 1]);
        }
        return options;
    }

    private DemoOptions with(String option, String value) {
        return switch (option) {
            case "--namespace" -> new DemoOptions(namespace(value), port, duration, rate, history);
            case "--port" -> new DemoOptions(namespace, number(option, value, 1, MAX_PORT), duration, rate, history);
            case "--duration" ->
                new DemoOptions(
                        namespace,
                        port,
                        Optional.of(Duration.ofSeconds(number(option, value, 1, MAX_SECONDS))),
                        rate,
                        history);
            case "--rate" -> new DemoOptions(namespace, port, duration, number(option, value, 1, MAX_RATE), history);
            case "--history" -> new DemoOptions(namespace, port, duration, rate, onOrOff(option, value));
            default -> throw new IllegalArgumentException(option + " is not an option. " + USAGE);
        };
    }

    private static String namespace(String value) {
        if (!NAMESPACE.matcher(value).matches()) {
            throw new IllegalArgumentException("--namespace " + value
                    + " is not a namespace: use lower-case letters, digits and _, a letter first, such as pipeline");
        }
        return value;
    }

    private static boolean onOrOff(String option, String value) {
        return switch (value) {
            case "on" -> true;
            case "off" -> false;
            default -> throw new IllegalArgumentException(option + " " + value + " is refused: use on or off");
        };
    }

    private static int number(String option, String value, int min, int max) {
        try {
            int number = Integer.parseInt(value);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // refused below, like a number that is out of range
        }
        throw new IllegalArgumentException(
                option + " " + value + " is refused: use a whole number from " + min + " to " + max);
    }
}
