package io.venturi.examples.tablecount;

import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Where the Pushgateway is, and under which key it keeps the figures.
 *
 * @param https whether to speak TLS to it
 * @param address host and port, and the path's prefix where it has one
 * @param job the label {@code job} of the group
 * @param user for basic authentication, or null
 * @param password for basic authentication, or null
 * @param token for a bearer token instead, or null
 */
record GatewaySettings(
        boolean https,
        String address,
        String job,
        @Nullable String user,
        @Nullable Secret password,
        @Nullable Secret token) {

    static GatewaySettings from(Environment environment) {
        URI url = url(environment.required("PUSHGATEWAY_URL", "its address, such as http://pushgateway:9091"));
        String user = environment.get("PUSHGATEWAY_USER");
        Secret password = environment.secret("PUSHGATEWAY_PASSWORD");
        Secret token = environment.secret("PUSHGATEWAY_TOKEN");
        if ((user == null) != (password == null)) {
            throw new BadSettingException(
                    "PUSHGATEWAY_USER and PUSHGATEWAY_PASSWORD (or PUSHGATEWAY_PASSWORD_FILE) go together: set both or none");
        }
        if (user != null && token != null) {
            throw new BadSettingException("PUSHGATEWAY_USER and PUSHGATEWAY_TOKEN are both set: unset one of them");
        }
        return new GatewaySettings(
                url.getScheme().equals("https"),
                url.getAuthority() + url.getPath().replaceFirst("/+$", ""),
                environment.get("PUSHGATEWAY_JOB", "table-counts"),
                user,
                password,
                token);
    }

    private static URI url(String text) {
        URI url;
        try {
            url = new URI(text);
        } catch (URISyntaxException e) {
            throw refused("what is set");
        }
        if (url.getUserInfo() != null) {
            throw refused("an address with a user in it, which would show in messages, set PUSHGATEWAY_USER instead;");
        }
        boolean web = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
        if (!web || url.getHost() == null || url.getQuery() != null || url.getFragment() != null) {
            throw refused("what is set, which is not repeated here, as it may hold a password");
        }
        return url;
    }

    private static BadSettingException refused(String what) {
        return new BadSettingException("PUSHGATEWAY_URL cannot be " + what
                + ": give an address such as http://pushgateway:9091 or https://example.org/pushgateway");
    }
}
