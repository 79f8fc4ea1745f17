package io.venturi.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code Accept} and {@code Accept-Encoding} against a reading with regular expressions, which sees no parameters but {@code q}. */
class PreferenceFuzzTest {

    private static final int MAX = 1000;

    /** What is quoted, to its end or to that of the text; or one character. */
    private static final String QUOTED = "\"(?:\\\\.|[^\"\\\\])*+(?:\"|\\\\?\\z)";

    private static final Pattern QUALITY = Pattern.compile("0(\\.\\d{0,3})?|1(\\.0{0,3})?");

    private record Element(String value, double quality) {}

    @FuzzTest(maxDuration = "15s")
    void anyHeaderIsReadAsTheReferenceDoes(byte[] input) {
        String header = new String(input, 0, Math.min(input.length, MAX), StandardCharsets.ISO_8859_1);
        List<Element> elements = Preference.parse(header).stream()
                .map(preference -> new Element(preference.value(), preference.quality()))
                .toList();
        List<Element> reference = reference(header);
        assertThat(elements).isEqualTo(reference.subList(0, Math.min(reference.size(), 64)));
        assertThat(ExpositionFormat.negotiate(header)).isEqualTo(ExpositionFormat.negotiate(header + ",x/y;q=0"));
        boolean gzip = ContentCoding.negotiate(header) == ContentCoding.GZIP;
        assertThat(gzip && elements.stream().noneMatch(element -> element.quality() > 0))
                .isFalse();
    }

    private static List<Element> reference(String header) {
        List<Element> elements = new ArrayList<>();
        for (String element : split(header, ',')) {
            List<String> parts = split(element, ';');
            String value = parts.get(0).strip().toLowerCase(Locale.ROOT);
            String quality = parts.subList(1, parts.size()).stream()
                    .filter(part -> part.indexOf('=') > 0)
                    .filter(part -> part.substring(0, part.indexOf('=')).strip().equalsIgnoreCase("q"))
                    .map(part -> unquoted(part.substring(part.indexOf('=') + 1).strip()))
                    .findFirst()
                    .orElse("1");
            if (!value.isEmpty() && QUALITY.matcher(quality).matches()) {
                elements.add(new Element(value, Double.parseDouble(quality)));
            }
        }
        return elements;
    }

    private static List<String> split(String text, char separator) {
        List<String> parts = new ArrayList<>();
        Matcher part = Pattern.compile("(?s)((?:" + QUOTED + "|[^\"" + separator + "])*+)(" + separator + "|\\z)")
                .matcher(text);
        boolean more = true;
        while (more && part.find()) {
            parts.add(part.group(1));
            more = !part.group(2).isEmpty();
        }
        return parts;
    }

    private static String unquoted(String text) {
        boolean quoted = text.length() > 1 && text.startsWith("\"") && text.endsWith("\"");
        return quoted ? text.substring(1, text.length() - 1).replaceAll("(?s)\\\\(.)", "$1") : text;
    }
}
