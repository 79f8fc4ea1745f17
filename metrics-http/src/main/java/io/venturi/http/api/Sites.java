package io.venturi.http.api;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Tells from which site a browser sends a call, so that another one's pages do nothing here in the name of who looks at them. */
final class Sites {

    private static final Set<String> OTHERS = Set.of("cross-site", "same-site");
    private static final Pattern THIS_HOST =
            Pattern.compile("(localhost|127(\\.\\d{1,3}){3}|\\[::1])(:\\d*)?", Pattern.CASE_INSENSITIVE);
    private static final Pattern PORT_OF_SCHEME = Pattern.compile("http://(.*):80|https://(.*):443");

    private Sites() {}

    /** Refuses what a browser sends for a page of another site; what no browser sends has none of these headers. */
    static void refuseOthers(ApiCall call) throws Refusal {
        String fetchSite = call.header("Sec-Fetch-Site");
        String origin = call.header("Origin");
        boolean other = fetchSite != null && OTHERS.contains(fetchSite.strip().toLowerCase(Locale.ROOT));
        if (other || (origin != null && !isOf(origin, call.header("Host")))) {
            throw new Refusal(
                    403,
                    "Pages of other sites may not write here: call from a page of this one, or by what is no browser;"
                            + " a proxy has to pass Host on");
        }
    }

    private static boolean isOf(String origin, @Nullable String host) {
        int scheme = origin.indexOf("://");
        if (host == null || scheme < 0) {
            return false; // "null", as of pages in a sandbox
        }
        String own = origin.substring(0, scheme) + "://" + host.strip();
        return normal(origin).equals(normal(own));
    }

    private static String normal(String origin) {
        String lower = origin.strip().toLowerCase(Locale.ROOT);
        return PORT_OF_SCHEME.matcher(lower).matches() ? lower.substring(0, lower.lastIndexOf(':')) : lower;
    }

    /** Whether it is called by a name that no name server can give to this host for a page of another site. */
    static boolean isThisHost(ApiCall call) {
        String host = call.header("Host");
        return host != null && THIS_HOST.matcher(host.strip()).matches();
    }
}
