package io.venturi.http;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.venturi", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule coreDoesNotKnowHttp = noClasses()
            .that()
            .resideInAnyPackage("io.venturi", "io.venturi.catalog..", "io.venturi.instrument..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.venturi.http..");

    /** Whoever serves metrics only needs no database. */
    @ArchTest
    static final ArchRule onlyTheApiKnowsTheStore = noClasses()
            .that()
            .resideInAPackage("io.venturi.http..")
            .and()
            .resideOutsideOfPackage("io.venturi.http.api..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.venturi.jdbc..", "io.venturi.http.api..", "com.fasterxml..", "org.postgresql..");

    @ArchTest
    static final ArchRule theApiSpeaksToTheDatabaseThroughTheStore = noClasses()
            .that()
            .resideInAPackage("io.venturi.http.api..")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.sql.Connection")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.sql.Statement");

    /** Its core is the same under any of them. */
    @ArchTest
    static final ArchRule onlyAdaptersKnowWebServers = noClasses()
            .that()
            .resideInAPackage("io.venturi.http.api..")
            .and()
            .haveNameNotMatching(".*\\.(ApiHttpHandler|MetricsApi).*") // and what is nested in them
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.sun.net.httpserver..", "jakarta.servlet..");

    @ArchTest
    static final ArchRule jdbcDoesNotKnowHttp = noClasses()
            .that()
            .resideInAPackage("io.venturi.jdbc..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.venturi.http..");

    @ArchTest
    static final ArchRule packagesAreFreeOfCycles =
            slices().matching("io.venturi.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule nothingReadsSystemProperties = noClasses()
            .that()
            .resideInAPackage("io.venturi.http..")
            .should()
            .callMethod(System.class, "getProperty", String.class);
}
