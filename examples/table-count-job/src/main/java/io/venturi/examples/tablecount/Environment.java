package io.venturi.examples.tablecount;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Variables of the environment. One that is blank counts as not set. */
final class Environment {

    private final Map<String, String> variables;

    Environment(Map<String, String> variables) {
        this.variables = variables;
    }

    @Nullable
    String get(String name) {
        String value = variables.get(name);
        return value == null || value.isBlank() ? null : value.trim();
    }

    String get(String name, String byDefault) {
        String value = get(name);
        return value == null ? byDefault : value;
    }

    String required(String name, String what) {
        String value = get(name);
        if (value == null) {
            throw new BadSettingException(name + " is not set: give " + what);
        }
        return value;
    }

    int port(String name, int byDefault) {
        return (int) number(name, byDefault, 1, 65_535);
    }

    boolean flag(String name) {
        String value = get(name, "false");
        return switch (value) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new BadSettingException(name + " is '" + value + "': set it to true or false");
        };
    }

    Duration seconds(String name, Duration byDefault) {
        return Duration.ofSeconds(number(name, byDefault.toSeconds(), 1, Integer.MAX_VALUE / 1_000));
    }

    private long number(String name, long byDefault, long least, long most) {
        String value = get(name);
        if (value == null) {
            return byDefault;
        }
        try {
            long number = Long.parseLong(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Falls through to the refusal, which says what is wrong in any case.
        }
        throw new BadSettingException(name + " is '" + value + "': give a whole number from " + least + " to " + most);
    }

    /** Names with commas between them. */
    String[] list(String name) {
        return Arrays.stream(get(name, "").split(",", -1))
                .map(String::trim)
                .filter(part -> !part.isEmpty())
                .toArray(String[]::new);
    }

    /** The variable {@code name}, or what is in the file that {@code name_FILE} names; null where neither is set. */
    @Nullable
    Secret secret(String name) {
        String file = get(name + "_FILE");
        String value = variables.get(name);
        if (value != null && !value.isEmpty()) {
            if (file != null) {
                throw new BadSettingException(name + " and " + name + "_FILE are both set: unset one of them");
            }
            return new Secret(value);
        }
        return file == null ? null : new Secret(content(name + "_FILE", file));
    }

    private static String content(String name, String file) {
        try {
            // Editors and echo end a file with a line break, which is no part of the secret.
            String text = Files.readString(Path.of(file)).replaceFirst("\\R\\z", "");
            if (!text.isEmpty()) {
                return text;
            }
        } catch (IOException | InvalidPathException e) {
            throw new BadSettingException(name + " is '" + file + "', which cannot be read ("
                    + e.getClass().getSimpleName() + "): name a file that this user may read");
        }
        throw new BadSettingException(name + " is '" + file + "', which is empty: put the secret there");
    }

    /** The path of a file that can be read; null where the variable is not set. */
    @Nullable
    String file(String name) {
        String file = get(name);
        if (file != null && !Files.isReadable(Path.of(file))) {
            throw new BadSettingException(
                    name + " is '" + file + "', which cannot be read: name a file that this user may read");
        }
        return file;
    }
}
