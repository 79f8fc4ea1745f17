package io.venturi.http.api;

import java.net.InetAddress;
import java.security.Principal;
import org.jspecify.annotations.Nullable;

/**
 * Who sent a request, as far as the web server knows.
 *
 * @param authorization the {@code Authorization} header; null where there is none
 * @param principal whom the server has authenticated: the servlet container's user; null where there is none
 * @param address where the connection comes from; headers about proxies are not believed
 */
public record ApiCaller(
        @Nullable String authorization, @Nullable Principal principal, InetAddress address) {

    /** Without what is secret. */
    @Override
    public String toString() {
        return "caller at " + address.getHostAddress();
    }
}
