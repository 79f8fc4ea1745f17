package io.venturi.catalog;

import static io.venturi.catalog.MeterGroup.LIBRARY;

import java.util.List;

/** What the library says about itself. */
public final class LibraryCatalog {

    /** Label values refused by a limit. */
    public static final MeterSpec OVERFLOW = MeterSpec.counter(
            LIBRARY,
            "meters.overflow",
            "Look-ups whose label value was over its limit or not allowed, and so went to _other.",
            "meter");

    /** Recordings that were clamped, dropped or failed. */
    public static final MeterSpec INVALID = MeterSpec.counter(
            LIBRARY, "meters.invalid", "Recordings that were clamped, dropped or failed.", "meter", "reason");

    /** The library's version. */
    public static final MeterSpec BUILD_INFO =
            MeterSpec.gauge(LIBRARY, "build.info", Unit.NONE, "Version of Venturi, as a label; always 1.", "version");

    static final List<MeterSpec> ALL = List.of(OVERFLOW, INVALID, BUILD_INFO);

    private LibraryCatalog() {}
}
