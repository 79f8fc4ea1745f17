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
