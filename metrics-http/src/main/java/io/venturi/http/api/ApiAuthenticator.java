package io.venturi.http.api;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Decides what callers may do, for hosts that know their callers by other means than {@link io.venturi.http.Credentials}. Thread-safe. */
@FunctionalInterface
public interface ApiAuthenticator {

    /** What a caller may do; null where it is not known who it is, which asks it for credentials. Secrets are compared in constant time. */
    @Nullable
    Set<ApiPermission> permissions(ApiCaller caller);

    /** What asks for credentials, for a {@code WWW-Authenticate} header. */
    default String challenge() {
        return "Bearer realm=\"metrics\"";
    }
}
