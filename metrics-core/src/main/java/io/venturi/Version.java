package io.venturi;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** The version of the library, as its build wrote it down. */
final class Version {

    static final String CURRENT = read();

    private Version() {}

    private static String read() {
        try (InputStream written = Version.class.getResourceAsStream("version.txt")) {
            return written == null ? "unknown" : new String(written.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            return "unknown"; // a host that repackages us may lose it; not worth failing for
        }
    }
}
