package io.venturi.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Queries against a filter that is written down as plainly as can be. */
class NameFilterFuzzTest {

    @FuzzTest(maxDuration = "15s")
    void anyQueryIsReadAsTheReferenceDoes(byte[] input) {
        String query = new String(input, StandardCharsets.ISO_8859_1);
        assertThat(names(query)).isEqualTo(reference(query));
    }

    /** Null where the query is refused. */
    private static @Nullable Set<String> names(String query) {
        try {
            return NameFilter.parse(query).names();
        } catch (NameFilter.MalformedException refused) {
            return null;
        }
    }

    private static @Nullable Set<String> reference(String query) {
        Set<String> names = new TreeSet<>();
        for (String pair : query.length() > 16384 ? new String[] {"%"} : query.split("&", -1)) {
            String[] parts = pair.split("=", 2);
            String key = decode(parts[0]);
            String name = parts.length < 2 ? "" : decode(parts[1]);
            if (key == null || name == null) {
                return null;
            }
            if (key.equals("name[]")) {
                if (name.isEmpty() || name.length() > 256) {
                    return null;
                }
                names.add(name);
            }
        }
        return names.size() > 256 ? null : names;
    }

    private static @Nullable String decode(String text) {
        if (!text.matches("([!-$&-~]|%[0-9a-fA-F]{2})*+")) {
            return null;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (String part : text.replace('+', ' ').split("(?=%)", -1)) {
            if (part.startsWith("%")) {
                bytes.write(Integer.parseInt(part.substring(1, 3), 16));
            }
            bytes.writeBytes(part.substring(part.startsWith("%") ? 3 : 0).getBytes(StandardCharsets.US_ASCII));
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
