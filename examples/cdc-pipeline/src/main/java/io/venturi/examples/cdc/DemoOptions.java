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
 * @param faults whether faults come on their own
 * @param control the port where faults are commanded and the books are read; where empty, nowhere
 */
record DemoOptions(
        String namespace,
        int port,
        Optional<Duration> duration,
        int rate,
        boolean history,
        boolean faults,
        Optional<Integer> control) {
    static final String USAGE =
            "usage: demo.sh [--namespace NAME] [--port PORT] [--duration SECONDS] [--rate EVENTS_PER_SECOND] [--history on|off]"
                    + " [--faults on|off] [--control PORT]";
    private static final Pattern NAMESPACE = Pattern.compile("[a-z][a-z0-9_]*");
    private static final int MAX_PORT = 65_535;
    private static final int MAX_RATE = 20_000;
    private static final int MAX_SECONDS = 30 * 24 * 3600;

    /** Refuses what it does not understand, with the option, the value and what would do. */
    static DemoOptions parse(String... arguments) {
        Reading reading = new Reading();
        for (int i = 0; i < arguments.length; i += 2) {
            String option = arguments[i];
            if (i + 1 == arguments.length) {
                throw new IllegalArgumentException(option + " has no value. " + USAGE);
            }
            reading.take(option, arguments[i + 1]);
        }
        return reading.options();
    }

    /** The defaults, and then what is read. */
    private static final class Reading {
        private String namespace = "pipeline";
        private int port = 9404;
        private Optional<Duration> duration = Optional.empty();
        private int rate = 200;
        private boolean history = true;
        private boolean faults = true;
        private Optional<Integer> control = Optional.empty();

        private void take(String option, String value) {
            switch (option) {
                case "--namespace" -> namespace = namespace(value);
                case "--port" -> port = number(option, value, 1, MAX_PORT);
                case "--duration" -> duration = Optional.of(Duration.ofSeconds(number(option, value, 1, MAX_SECONDS)));
                case "--rate" -> rate = number(option, value, 1, MAX_RATE);
                case "--history" -> history = onOrOff(option, value);
                case "--faults" -> faults = onOrOff(option, value);
                case "--control" -> control = Optional.of(number(option, value, 1, MAX_PORT));
                default -> throw new IllegalArgumentException(option + " is not an option. " + USAGE);
            }
        }

        private DemoOptions options() {
            return new DemoOptions(namespace, port, duration, rate, history, faults, control);
        }
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
