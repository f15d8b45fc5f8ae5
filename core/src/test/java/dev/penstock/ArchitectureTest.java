package dev.penstock;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.time.Instant;
import org.jspecify.annotations.NullMarked;

/// The arrows of docs/architecture.md inside core, as tests.
@AnalyzeClasses(packages = "dev.penstock", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule noCycles = slices().matching("dev.penstock.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule itemSeesOnlyTheJdk = classes().that()
            .resideInAPackage("dev.penstock.item..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("dev.penstock.item..", "java..", "org.jspecify..");

    @ArchTest
    static final ArchRule coreSeesNoSdkDriverOrServer = classes().should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("dev.penstock..", "java..", "org.jspecify..", "org.slf4j..", "tools.jackson..",
                    "org.snakeyaml.engine..", "com.networknt..", "io.pebbletemplates..");

    @ArchTest
    static final ArchRule arrowsPointDown = layeredArchitecture().consideringOnlyDependenciesInLayers()
            .layer("run")
            .definedBy("dev.penstock.run..")
            .layer("parts")
            .definedBy("dev.penstock.prompt..", "dev.penstock.limit..", "dev.penstock.check..",
                    "dev.penstock.retry..", "dev.penstock.ledger..", "dev.penstock.store..")
            .layer("settings")
            .definedBy("dev.penstock.settings..")
            .layer("provider")
            .definedBy("dev.penstock.provider..")
            .layer("item")
            .definedBy("dev.penstock.item..")
            .whereLayer("run")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("parts")
            .mayOnlyBeAccessedByLayers("run")
            .whereLayer("provider")
            .mayOnlyBeAccessedByLayers("run", "parts")
            .whereLayer("settings")
            .mayOnlyBeAccessedByLayers("run", "parts");

    @ArchTest
    static final ArchRule partsStandAlone = slices()
            .matching("dev.penstock.(prompt|limit|check|retry|ledger|store)..")
            .should()
            .notDependOnEachOther();

    @ArchTest
    static final ArchRule timeIsAlwaysInjected = noClasses().should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime");

    /// NullAway skips a package without the annotation, so a forgotten one would switch it off in silence.
    @ArchTest
    static final ArchRule everyPackageIsNullMarked = classes().that(resideInAPackage("dev.penstock.."))
            .should(new ArchCondition<>("reside in a package annotated with @NullMarked") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                    JavaPackage place = type.getPackage();
                    boolean marked = place.isAnnotatedWith(NullMarked.class);
                    events.add(new SimpleConditionEvent(type, marked, place.getName() + " is not @NullMarked"));
                }
            });
}
