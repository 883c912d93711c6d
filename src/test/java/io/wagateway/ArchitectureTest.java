package io.wagateway;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;

/** Imports run one way: error <- call <- engine <- session <- group, with access and http beside them. */
@AnalyzeClasses(packages = "io.wagateway", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule packages_importOneWay = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("root")
            .definedBy("io.wagateway")
            .layer("route")
            .definedBy("io.wagateway.route..")
            .layer("http")
            .definedBy("io.wagateway.http..")
            .layer("docs")
            .definedBy("io.wagateway.docs..")
            .layer("group")
            .definedBy("io.wagateway.group..")
            .layer("session")
            .definedBy("io.wagateway.session..")
            .layer("access")
            .definedBy("io.wagateway.access..")
            .layer("engine")
            .definedBy("io.wagateway.engine..")
            .layer("call")
            .definedBy("io.wagateway.call..")
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
            .whereLayer("group")
            .mayOnlyBeAccessedByLayers("root")
            .whereLayer("session")
            .mayOnlyBeAccessedByLayers("root", "group")
            .whereLayer("access")
            .mayOnlyBeAccessedByLayers("root", "session", "group")
            .whereLayer("engine")
            .mayOnlyBeAccessedByLayers("root", "route", "session", "group")
            .whereLayer("call")
            .mayOnlyBeAccessedByLayers("root", "http", "group", "session", "access", "engine");

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
