package io.venturi.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** What a client has to know. Compared in constant time, and never shown. Immutable. */
public final class Credentials {

    private final String scheme;
    private final byte[] secret;
    private final boolean encoded;

    private Credentials(String scheme, String secret, boolean encoded) {
        this.scheme = scheme;
        this.secret = secret.getBytes(StandardCharsets.UTF_8);
        this.encoded = encoded;
    }

    /**
     * A token, sent as {@code Authorization: Bearer token}.
     *
     * @throws IllegalArgumentException if it cannot be sent in a header; the message does not tell it
     */
    public static Credentials bearer(String token) {
        if (token.isEmpty() || !token.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new IllegalArgumentException(
                    "bearerToken is empty or has a character that no header can carry: give visible ASCII characters");
        }
        return new Credentials("Bearer", token, false);
    }

    /**
     * A name and a password, sent by HTTP's basic authentication; over a network, only with TLS.
     *
     * @throws IllegalArgumentException if it cannot be told apart; the message does not tell the password
     */
    public static Credentials basic(String user, String password) {
        if (user.isEmpty() || user.indexOf(':') >= 0) {
            throw new IllegalArgumentException(
                    "basicAuthentication has the user '" + user + "': give a name, without a colon");
        }
        if (password.isEmpty()) {
            throw new IllegalArgumentException("basicAuthentication has an empty password: give one");
        }
        return new Credentials("Basic", user + ':' + password, true);
    }

    /** Whether an {@code Authorization} header has them. */
    public boolean areIn(@Nullable String authorization) {
        int schemeLength = scheme.length();
        if (authorization == null
                || !authorization.regionMatches(true, 0, scheme, 0, schemeLength)
                || authorization.length() <= schemeLength
                || authorization.charAt(schemeLength) != ' ') {
            return false;
        }
        byte[] given = authorization.substring(schemeLength + 1).strip().getBytes(StandardCharsets.ISO_8859_1);
        return MessageDigest.isEqual(encoded ? decode(given) : given, secret);
    }

    private static byte[] decode(byte[] base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            return new byte[0]; // equal to no secret
        }
    }

    /** What asks for them, for a {@code WWW-Authenticate} header. */
    public String challenge() {
        return scheme + " realm=\"metrics\"";
    }

    @Override
    public String toString() {
        return scheme + " credentials";
    }
}
