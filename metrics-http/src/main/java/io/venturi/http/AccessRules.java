package io.venturi.http;

import java.net.InetAddress;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Who may ask.
 *
 * @param addresses from where; none means from anywhere
 * @param credentials one of which opens; none means that none is needed
 */
record AccessRules(List<AddressRange> addresses, List<Credentials> credentials) {

    /** The refusal of a client at an address that is not allowed; null for others. */
    @Nullable
    ScrapeResponse refuseAddress(InetAddress client) {
        boolean allowed = addresses.isEmpty() || addresses.stream().anyMatch(range -> range.contains(client));
        return allowed ? null : ScrapeResponse.plain(403, "Forbidden.");
    }

    /** The refusal of a request without credentials, or with wrong ones; null for others. */
    @Nullable
    ScrapeResponse refuseCredentials(ScrapeRequest request) {
        String authorization = request.header("Authorization");
        if (credentials.isEmpty() || credentials.stream().anyMatch(known -> known.areIn(authorization))) {
            return null;
        }
        String challenges = credentials.stream().map(Credentials::challenge).collect(Collectors.joining(", "));
        return ScrapeResponse.plain(401, "Unauthorized.").with("WWW-Authenticate", challenges);
    }
}
