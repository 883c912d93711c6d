package io.wagateway;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;

/**
 * Imports run one way: error <- call <- engine <- event.log <- session <- group <- event and command, with access and
 * http beside them.
 */
@AnalyzeClasses(packages = "io.wagateway", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule packages_importOneWay = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .withOptionalLayers(true)
            .layer("root")
            .definedBy("io.wagateway")
            .layer("route")
            .definedBy("io.wagateway.route..")
            .layer("http")
            .definedBy("io.wagateway.http..")
            .layer("docs")
            .definedBy("io.wagateway.docs..")
            .layer("event")
            .definedBy("io.wagateway.event", "io.wagateway.event.relay..", "io.wagateway.event.webhook..")
            .layer("command")
            .definedBy("io.wagateway.command..")
            .layer("log")
            .definedBy("io.wagateway.event.log..")
            .layer("group")
            .definedBy("io.wagateway.group..")
            .layer("session")
            .definedBy("io.wagateway.session..")
            .layer("access")
            .definedBy("io.wagateway.access..")
            .layer("engine")
            .definedBy("io.wagateway.engine..")
            .layer("call")
            .definedBy("io.wagateway.pipeline..")
            .layer("error")
            .definedBy("io.wagateway.error..")
            .whereLayer("root")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("route")
            .mayOnlyBeAccessedByLayers("root")
            .whereLayer("http")
            .mayOnlyBeAccessedByLayers("root")
            .whereLayer("docs")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("event")
            .mayOnlyBeAccessedByLayers("root")
            .whereLayer("command")
            .mayOnlyBeAccessedByLayers("root")
            .whereLayer("group")
            .mayOnlyBeAccessedByLayers("root", "event")
            .whereLayer("session")
            .mayOnlyBeAccessedByLayers("root", "group", "event", "command")
            .whereLayer("log")
            .mayOnlyBeAccessedByLayers("root", "session", "group", "event", "command")
            .whereLayer("access")
            .mayOnlyBeAccessedByLayers("root", "session", "group", "event", "command")
            .whereLayer("engine")
            .mayOnlyBeAccessedByLayers("root", "route", "session", "group", "event", "command")
            .whereLayer("call")
            .mayOnlyBeAccessedByLayers("root", "http", "group", "session", "access", "engine", "event", "command");

    @ArchTest
    static final ArchRule packages_haveNoCircles =
            slices().matching("io.wagateway.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule servlets_areKnownToTheBoundaryAlone = ArchRuleDefinition.noClasses()
            .that()
            .resideOutsideOfPackages("io.wagateway.http..", "io.wagateway.docs..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta.servlet..", "org.apache.catalina..", "org.apache.coyote..");
}
