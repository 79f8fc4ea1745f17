package io.venturi.http.api;

import io.venturi.http.Credentials;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Callers by the credentials that they send. */
record KnownCredentials(List<Credentials> readers, List<Credentials> writers) implements ApiAuthenticator {

    /** Looks at all of them, so that the time tells nothing about which one it was. */
    @Override
    public @Nullable Set<ApiPermission> permissions(ApiCaller caller) {
        boolean reads = isOneOf(readers, caller);
        boolean writes = isOneOf(writers, caller);
        if (!reads && !writes) {
            return null;
        }
        Set<ApiPermission> permissions = EnumSet.noneOf(ApiPermission.class);
        if (reads) {
            permissions.add(ApiPermission.READ);
        }
        if (writes) {
            permissions.add(ApiPermission.WRITE);
        }
        return permissions;
    }

    private static boolean isOneOf(List<Credentials> all, ApiCaller caller) {
        boolean found = false;
        for (Credentials known : all) {
            found |= known.areIn(caller.authorization());
        }
        return found;
    }

    @Override
    public String challenge() {
        return List.of(readers, writers).stream()
                .flatMap(List::stream)
                .map(Credentials::challenge)
                .distinct()
                .collect(Collectors.joining(", "));
    }
}
