package io.venturi.http.api;

import java.io.InputStream;
import java.net.InetAddress;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A call with a body of JSON. */
record GivenCall(InputStream body) implements ApiCall {

    @Override
    public String method() {
        return "POST";
    }

    @Override
    public String path() {
        return "/metrics";
    }

    @Override
    public @Nullable String rawQuery() {
        return null;
    }

    @Override
    public @Nullable String header(String name) {
        return name.equals("Content-Type") ? "application/json" : null;
    }

    @Override
    public Collection<String> headerNames() {
        return List.of("Content-Type");
    }

    @Override
    public ApiCaller caller() {
        return new ApiCaller(null, null, InetAddress.getLoopbackAddress());
    }

    @Override
    public boolean isLoopback() {
        return true;
    }
}
