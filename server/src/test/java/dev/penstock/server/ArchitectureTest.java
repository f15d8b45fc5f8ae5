package dev.penstock.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/// The arrows of docs/architecture.md inside the server, as tests.
@AnalyzeClasses(packages = "dev.penstock.server", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule arrowsPointDown = layeredArchitecture().consideringOnlyDependenciesInLayers()
            .layer("console")
            .definedBy("dev.penstock.server.console..")
            .layer("api")
            .definedBy("dev.penstock.server.api..")
            .layer("http")
            .definedBy("dev.penstock.server.http..")
            .layer("access")
            .definedBy("dev.penstock.server.access..")
            .whereLayer("console")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("api")
            .mayOnlyBeAccessedByLayers("console")
            .whereLayer("http")
            .mayOnlyBeAccessedByLayers("api", "console")
            .whereLayer("access")
            .mayOnlyBeAccessedByLayers("http", "api", "console");

    @ArchTest
    static final ArchRule onlyOnePackageKnowsTheWebServer = noClasses().that()
            .resideOutsideOfPackage("dev.penstock.server.http..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.javalin..", "org.eclipse.jetty..", "jakarta.servlet..");

    @ArchTest
    static final ArchRule theStoreIsReachedThroughTheEngine = noClasses().should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.penstock.jdbc..", "java.sql..");

    @ArchTest
    static final ArchRule onlyTheConsoleKnowsTemplates = noClasses().that()
            .resideOutsideOfPackage("dev.penstock.server.console..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("gg.jte..");
}
