package io.venturi.jdbc;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;

@AnalyzeClasses(packages = "io.venturi", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule coreDoesNotKnowJdbc = noClasses()
            .that()
            .resideInAnyPackage(
                    "io.venturi", "io.venturi.catalog..", "io.venturi.instrument..", "io.venturi.prometheus..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.venturi.jdbc..");

    @ArchTest
    static final ArchRule schemaAndLeaseDoNotKnowWhatTheyServe = noClasses()
            .that()
            .resideInAPackage("io.venturi.jdbc")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.venturi.jdbc.tables..", "io.venturi.jdbc.store..");

    @ArchTest
    static final ArchRule theStoreDoesNotKnowItsReadersAndTheWayOut = noClasses()
            .that()
            .resideInAPackage("io.venturi.jdbc.store")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.venturi.jdbc.store.history..",
                    "io.venturi.jdbc.store.health..",
                    "io.venturi.jdbc.store.export..");

    /** Pools may hide the driver's connection: only what copies asks for it, and does without where it must. */
    @ArchTest
    static final ArchRule anyPoolWillDo = noClasses()
            .that()
            .resideInAPackage("io.venturi.jdbc..")
            .and()
            .haveSimpleNameNotContaining("Copy")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.postgresql..");

    @ArchTest
    static final ArchRule noStandardStreams = NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;

    @ArchTest
    static final ArchRule timeIsInjected = noClasses()
            .that()
            .resideInAPackage("io.venturi.jdbc..")
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(Instant.class, "now");
}
