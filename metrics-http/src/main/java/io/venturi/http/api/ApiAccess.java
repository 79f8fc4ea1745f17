package io.venturi.http.api;

import java.net.InetSocketAddress;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who may do what.
 *
 * @param authenticator null where anyone may read, and write from this host
 * @param anyoneReads reading needs no permission
 * @param readOnly nobody writes
 */
record ApiAccess(@Nullable ApiAuthenticator authenticator, boolean anyoneReads, boolean readOnly) {

    /** What a request has that a browser sends, or a proxy passes on. */
    private static final Pattern NOT_LOCAL =
            Pattern.compile("Origin|Forwarded|Via|X-Real-IP|X-Forwarded-.*", Pattern.CASE_INSENSITIVE);

    private static final String REMEDY =
            "MetricsApi.Builder.writer(credentials) or authenticator(…) tells who may write,"
                    + " readOnly() that nobody may";

    /** Refuses a call that its sender may not make. */
    void check(ApiCall call, ApiPermission needed) throws Refusal {
        if (needed == ApiPermission.WRITE && readOnly) {
            throw new Refusal(403, "This API is read-only");
        }
        if (needed == ApiPermission.WRITE) {
            Sites.refuseOthers(call);
        }
        if (needed == ApiPermission.READ && anyoneReads) {
            return;
        }
        ApiAuthenticator known = authenticator;
        if (known == null) {
            refuseStrangers(call, needed);
            return;
        }
        Set<ApiPermission> permissions = known.permissions(call.caller());
        if (permissions == null) {
            throw new Refusal(401, "Credentials are missing, or not known").with("WWW-Authenticate", known.challenge());
        }
        if (!permissions.contains(needed)) {
            throw new Refusal(403, needed == ApiPermission.READ ? "You may not read here" : "You may not write here");
        }
    }

    private static void refuseStrangers(ApiCall call, ApiPermission needed) throws Refusal {
        if (needed == ApiPermission.READ) {
            if (call.isLoopback() && !Sites.isThisHost(call)) {
                throw new Refusal(
                        403,
                        "Without an authenticator, a call by this host's loopback address must have localhost or that address"
                                + " as its Host: call it so, or set MetricsApi.Builder.reader(credentials) or anyoneReads()");
            }
            return;
        }
        boolean local = call.isLoopback()
                && Sites.isThisHost(call)
                && call.headerNames().stream()
                        .noneMatch(name -> NOT_LOCAL.matcher(name).matches());
        if (!local) {
            throw new Refusal(
                    403,
                    "Without an authenticator, only this host may write, by its loopback address or as localhost: "
                            + REMEDY);
        }
    }

    /** Refuses an address to be served at where others than this host could write without being asked who they are. */
    void check(InetSocketAddress address) {
        boolean loopback = address.getAddress() != null && address.getAddress().isLoopbackAddress();
        if (authenticator == null && !readOnly && !loopback) {
            throw new IllegalStateException("address is " + address
                    + ", but writer and authenticator are not set: to be reached from beyond this host, the API must know who may write. "
                    + REMEDY + "; or listen on 127.0.0.1");
        }
    }
}
