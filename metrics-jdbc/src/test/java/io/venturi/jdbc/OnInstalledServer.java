package io.venturi.jdbc;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/**
 * Makes each {@link TestDatabase} of a test class, and of those nested in it, one on the PostgreSQL that is installed on this
 * machine, which is older than the embedded one:
 *
 * <pre>{@code
 * @OnInstalledServer
 * class OlderServerTest {
 *     @Nested
 *     class Leases extends LeaseTest {}
 * }
 * }</pre>
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag("ci")
public @interface OnInstalledServer {}
