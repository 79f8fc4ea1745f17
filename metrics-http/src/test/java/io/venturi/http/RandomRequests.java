package io.venturi.http;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.Set;

/**
 * Requests as nobody means them: odd paths, methods, queries, header values and bodies. Tame ones are odd but allowed, so that every server
 * hands them to its handlers; wild ones may be refused by the server itself. The same seed makes the same requests.
 */
final class RandomRequests {

    /** The header that tells the handler which status to answer with. */
    static final String STATUS = "X-Status";

    private static final String[] METHODS = {
        "GET",
        "GET",
        "GET",
        "GET",
        "POST",
        "PUT",
        "DELETE",
        "PATCH",
        "HEAD",
        "OPTIONS",
        "QUERY",
        "get",
        "BREW",
        "PROPFIND"
    };

    private static final String[] WILD_METHODS = {"TRACE", "CONNECT", "G\u00e9T", "G(T", "", "GET GET", "\u0000", "PRI"
    };

    // Those that matter to the templates come often enough to meet each other.
    private static final String[] SEGMENTS = {
        "orders",
        "orders",
        "new",
        "lines",
        "files",
        "readme",
        "v1",
        "v",
        "status",
        "a",
        "b",
        "c",
        "x.json",
        ".json",
        "17",
        "order%73",
        "%6f",
        "a%20b",
        "caf-%C3%A9",
        "%F0%9D%84%9E",
        "~",
        "-_.!'()*",
        "a,b=c&d",
        "@:$",
        "%41%42",
        "...",
        "a.."
    };

    private static final String[] WILD_SEGMENTS = {
        "%zz",
        "%",
        "%4",
        "%ff",
        "%c0%af",
        "%ed%a0%80",
        "%2e%2e",
        "..",
        ".",
        "%00",
        "%5c",
        "%2F",
        "\\",
        "<>",
        "\"",
        "{id}",
        "\u00e9",
        "\u0085",
        "\t",
        "^`|",
        "%25%32%65"
    };

    private static final String[] HEADERS = {
        "Accept",
        "User-Agent",
        "Referer",
        "X-Forwarded-For",
        "Forwarded",
        "traceparent",
        "If-None-Match",
        "X-!#$'*+.^_`|~"
    };

    /** Tomcat closes the connection behind answers with these. */
    private static final Set<Integer> CLOSING = Set.of(400, 408, 411, 413, 414, 500, 501, 503);

    private static final String UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_~";
    private static final String TOKEN = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$&'*+-.^_`|~";
    private static final int LONG_PATH = 3000;

    private final Random random;

    RandomRequests(long seed) {
        random = new Random(seed);
    }

    /** One that each server hands to its handler. */
    byte[] tame(boolean last) {
        StringBuilder path = new StringBuilder();
        int segments = random.nextInt(200) == 0 ? 28 + random.nextInt(10) : random.nextInt(6);
        for (int i = 0; i < segments; i++) {
            path.append(i > 0 && chance(20) ? "//" : "/").append(tameSegment()).append(chance(20) ? ";v=1;w" : "");
        }
        if (chance(500)) {
            path.append('/').append(text(UNRESERVED, random.nextInt(LONG_PATH)));
        }
        path.append(segments == 0 || chance(10) ? "/" : "").append(chance(8) ? "?q=" + text(UNRESERVED, 8) : "");
        return request(
                chance(20) ? text(TOKEN, 1 + random.nextInt(12)) : one(METHODS), path.toString(), tameValue(), last);
    }

    /** One that a server may take or refuse. */
    byte[] wild() {
        StringBuilder path = new StringBuilder(chance(20) ? one(new String[] {"", "*", "x:", "http://h", "//h"}) : "");
        for (int i = random.nextInt(5); i >= 0; i--) {
            path.append('/')
                    .append(random.nextBoolean() ? tameSegment() : chance(3) ? octets(12, 0x21) : one(WILD_SEGMENTS));
        }
        String method = chance(5) ? one(WILD_METHODS) : one(METHODS);
        return request(method, path.toString(), random.nextBoolean() ? tameValue() : octets(20, 0), true);
    }

    private String tameSegment() {
        return chance(4) ? text(UNRESERVED, 1 + random.nextInt(20)) : one(SEGMENTS);
    }

    /** Visible ASCII, blanks and tabs inside, and bytes beyond ASCII. */
    private String tameValue() {
        return chance(2)
                ? "\t " + octets(random.nextInt(30), 0xa0) + " \t,;=\"" + text(TOKEN, 5)
                : text(TOKEN, random.nextInt(60));
    }

    private byte[] request(String method, String path, String value, boolean last) {
        boolean body = chance(10);
        String text = method + ' ' + path + " HTTP/1.1\r\nHost: h\r\n" + STATUS + ": "
                + (last ? status() : keepingStatus()) + "\r\n"
                + one(HEADERS) + ": " + value + "\r\n"
                + (last ? "Connection: close\r\n" : "")
                + (body ? "Content-Length: 3\r\n\r\nabc" : "\r\n");
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** One after which the connection goes on. */
    private int keepingStatus() {
        int status = status();
        while (CLOSING.contains(status)) {
            status = status();
        }
        return status;
    }

    /** Any but those that announce another answer. */
    private int status() {
        return chance(3) ? 200 + random.nextInt(400) : 200 + 100 * random.nextInt(4) + random.nextInt(4);
    }

    private boolean chance(int outOf) {
        return random.nextInt(outOf) == 0;
    }

    private String one(String[] choices) {
        return choices[random.nextInt(choices.length)];
    }

    private String text(String alphabet, int length) {
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    private String octets(int length, int least) {
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append((char) (least + random.nextInt(0x100 - least)));
        }
        return text.toString();
    }
}
