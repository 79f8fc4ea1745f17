package io.venturi;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.micrometer.core.instrument.Clock;
import io.venturi.prometheus.VenturiPrometheusRegistry;
import java.time.Instant;
import java.util.Date;
import org.jspecify.annotations.NullMarked;

@AnalyzeClasses(packages = "io.venturi", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule coreKnowsOnlyItsLibraries = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "io.venturi",
                    "io.venturi.catalog",
                    "io.venturi.distribution",
                    "io.venturi.histogram",
                    "io.venturi.instrument",
                    "io.venturi.prometheus",
                    "org.HdrHistogram",
                    "io.micrometer.prometheusmetrics",
                    "io.prometheus.metrics..",
                    "io.micrometer.core..",
                    "org.slf4j",
                    "org.jspecify.annotations",
                    "java..",
                    "com.sun.management");

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("io.venturi.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule catalogueAndInstrumentsDoNotKnowTheTypedMeters = noClasses()
            .that()
            .resideInAnyPackage("io.venturi.catalog", "io.venturi.instrument")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.venturi");

    @ArchTest
    static final ArchRule noGlobalRegistry =
            noClasses().should().dependOnClassesThat().haveFullyQualifiedName("io.micrometer.core.instrument.Metrics");

    @ArchTest
    static final ArchRule noStandardStreams = NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;

    @ArchTest
    static final ArchRule timeIsInjected = noClasses()
            .that()
            // As every registry, where the host gives none; it is the host's clock from there on.
            .areNotAssignableTo(VenturiPrometheusRegistry.Builder.class)
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(Instant.class, "now")
            .orShould()
            .callConstructor(Date.class)
            .orShould()
            .accessField(Clock.class, "SYSTEM");

    @ArchTest
    static final ArchRule nullsAreChecked = classes().should(new ArchCondition<>("be in a @NullMarked package") {
        @Override
        public void check(JavaClass type, ConditionEvents events) {
            boolean marked = type.getPackage().isAnnotatedWith(NullMarked.class);
            events.add(new SimpleConditionEvent(type, marked, type.getPackageName() + " is not @NullMarked"));
        }
    });
}
