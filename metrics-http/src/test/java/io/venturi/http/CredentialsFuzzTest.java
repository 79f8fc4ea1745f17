package io.venturi.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code Authorization} headers: what opens is the secret and nothing else. */
class CredentialsFuzzTest {

    private static final String TOKEN = "t0";
    private static final Credentials BEARER = Credentials.bearer(TOKEN);
    private static final Credentials BASIC = Credentials.basic("u", "p");
    private static final Pattern HEADER = Pattern.compile("(?is)(bearer|basic) (.*)");

    @FuzzTest(maxDuration = "15s")
    void anyHeaderOpensOnlyWithTheSecret(byte[] input) {
        String header = new String(input, StandardCharsets.ISO_8859_1);
        assertThat(BEARER.areIn(header)).isEqualTo(TOKEN.equals(given(header, "bearer")));
        assertThat(BASIC.areIn(header)).isEqualTo("u:p".equals(decoded(given(header, "basic"))));
    }

    private static String given(String header, String scheme) {
        Matcher matcher = HEADER.matcher(header);
        return matcher.matches() && matcher.group(1).equalsIgnoreCase(scheme)
                ? matcher.group(2).strip()
                : "";
    }

    private static String decoded(String base64) {
        boolean wellFormed = base64.matches("[A-Za-z0-9+/]*={0,2}")
                && base64.replace("=", "").length() % 4 != 1;
        return wellFormed && base64.length() % 4 == 0
                ? new String(Base64.getDecoder().decode(base64), StandardCharsets.ISO_8859_1)
                : unpadded(base64);
    }

    /** The JDK's decoder also takes what is not padded, as do we. */
    private static String unpadded(String base64) {
        return base64.matches("[A-Za-z0-9+/]*") && base64.length() % 4 != 1
                ? new String(Base64.getDecoder().decode(base64), StandardCharsets.ISO_8859_1)
                : "";
    }
}
