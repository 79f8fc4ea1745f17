package io.venturi;

/** The version of the library, as its jar's manifest states it. */
final class Version {

    static final String CURRENT = read();

    private Version() {}

    private static String read() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "unknown" : version; // classes outside of a jar
    }
}
