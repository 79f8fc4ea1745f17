package io.venturi.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The matcher's rules, written down as plainly as can be: tries every template, compares preferences as strings. */
final class NaiveRoutes {

    private static final Pattern VARIABLE = Pattern.compile("\\{[a-z]+(?::((?:[^{}]|\\{[^{}]*})*))?}");

    private final List<String> templates;

    NaiveRoutes(List<String> templates) {
        this.templates = templates;
    }

    String match(String path) {
        List<String> raw = segments(path);
        List<String> decoded = new ArrayList<>();
        for (String segment : raw) {
            String text = decode(segment);
            if (text == null || text.equals(".") || text.equals("..")) {
                return RouteTemplates.UNMATCHED;
            }
            decoded.add(text);
        }
        boolean hopeless = !path.startsWith("/") || path.split("\\?", -1)[0].length() > 2048 || raw.size() > 32;
        String best = RouteTemplates.UNMATCHED;
        String bestPreference = null;
        for (String template : hopeless ? List.<String>of() : templates) {
            String preference = preference(template, raw, decoded);
            if (preference != null && (bestPreference == null || preference.compareTo(bestPreference) < 0)) {
                best = template;
                bestPreference = preference;
            }
        }
        return best;
    }

    private static List<String> segments(String path) {
        List<String> segments = new ArrayList<>();
        for (String segment : path.split("\\?", -1)[0].split("/", -1)) {
            String text = segment.split(";", -1)[0];
            if (!text.isEmpty()) {
                segments.add(text);
            }
        }
        return segments;
    }

    /** Sorts before those of other templates that match the path as well; null where this one does not. */
    private @Nullable String preference(String template, List<String> raw, List<String> decoded) {
        StringBuilder preference = new StringBuilder();
        List<String> parts = parts(template);
        for (int i = 0; i < parts.size(); i++) {
            if (parts.get(i).startsWith("{*")) {
                return preference + "5";
            }
            String one = i < raw.size() ? preference(parts.subList(0, i + 1), raw.get(i), decoded.get(i)) : null;
            if (one == null) {
                return null;
            }
            preference.append(one).append('\u0001');
        }
        return parts.size() == raw.size() ? preference + "0" : null;
    }

    /** The parts of a template; none of the tests' regular expressions has a slash. */
    private static List<String> parts(String template) {
        return template.equals("/") ? List.of() : List.of(template.substring(1).split("/"));
    }

    /** Of the last part of a beginning. */
    private @Nullable String preference(List<String> beginning, String raw, String decoded) {
        String part = beginning.get(beginning.size() - 1);
        Matcher variable = VARIABLE.matcher(part);
        if (!variable.find()) {
            return part.equals(raw) ? "1" : part.equals(decoded) ? "2" : null;
        }
        if (variable.matches() && variable.group(1) == null) {
            return "4";
        }
        boolean isRegex = VARIABLE.matcher(part).results().anyMatch(result -> result.group(1) != null);
        int literals = VARIABLE.matcher(part).replaceAll("").length();
        int added = 0;
        while (!startsWith(parts(templates.get(added)), beginning)) {
            added++;
        }
        return pattern(part).matcher(decoded).matches()
                ? "3-%03d-%d-%03d".formatted(999 - literals, isRegex ? 0 : 1, added)
                : null;
    }

    private static boolean startsWith(List<String> parts, List<String> beginning) {
        return parts.size() >= beginning.size()
                && parts.subList(0, beginning.size()).equals(beginning);
    }

    private static Pattern pattern(String part) {
        StringBuilder regex = new StringBuilder();
        Matcher variable = VARIABLE.matcher(part);
        int from = 0;
        while (variable.find()) {
            String constraint =
                    variable.group(1) == null ? ".+" : variable.group(1).strip();
            regex.append(Pattern.quote(part.substring(from, variable.start()))).append("(?:" + constraint + ')');
            from = variable.end();
        }
        return Pattern.compile(regex + Pattern.quote(part.substring(from)), Pattern.DOTALL);
    }

    /** Percent-decodes it; null where it is malformed. */
    static @Nullable String decode(String segment) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < segment.length(); ) {
            if (segment.charAt(i) != '%') {
                int codePoint = segment.codePointAt(i);
                byte[] encoded = Character.toString(codePoint).getBytes(StandardCharsets.UTF_8);
                bytes.write(encoded, 0, encoded.length);
                i += Character.charCount(codePoint);
            } else if (segment.substring(i).matches("(?s)%[0-9a-fA-F]{2}.*")) {
                bytes.write(Integer.parseInt(segment.substring(i + 1, i + 3), 16));
                i += 3;
            } else {
                return null;
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }
}
