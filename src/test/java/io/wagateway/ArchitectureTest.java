package io.wagateway;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import io.wagateway.error.CheckedProperties;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Imports run one way: error <- pipeline <- engine <- event.log <- session <- group <- what carries events out. Access
 * stands beside them, http and command know the pipeline alone, and config, which nobody knows, puts them together.
 * Database, which knows nobody, serves all that have tables.
 */
@AnalyzeClasses(packages = "io.wagateway", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final Set<String> OWN_CLOCKS = Set.of(
            "java.lang.System.currentTimeMillis",
            "java.time.Instant.now",
            "java.time.InstantSource.system",
            "java.time.Clock.systemUTC",
            "java.time.Clock.systemDefaultZone",
            "java.util.Date.<init>");

    @ArchTest
    static final ArchRule packages_importOneWay = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .withOptionalLayers(true)
            .layer("root")
            .definedBy("io.wagateway")
            .layer("config")
            .definedBy("io.wagateway.config..")
            .layer("route")
            .definedBy("io.wagateway.route..")
            .layer("http")
            .definedBy("io.wagateway.http..")
            .layer("docs")
            .definedBy("io.wagateway.docs..")
            .layer("command")
            .definedBy("io.wagateway.command..")
            .layer("event")
            .definedBy("io.wagateway.event", "io.wagateway.event.relay..", "io.wagateway.event.webhook..")
            .layer("recovery")
            .definedBy("io.wagateway.event.recovery..")
            .layer("log")
            .definedBy("io.wagateway.event.log..")
            .layer("delivery")
            .definedBy("io.wagateway.event.delivery..")
            .layer("group")
            .definedBy("io.wagateway.group..")
            .layer("inbox")
            .definedBy("io.wagateway.inbox..")
            .layer("session")
            .definedBy("io.wagateway.session..")
            .layer("access")
            .definedBy("io.wagateway.access..")
            .layer("idempotency")
            .definedBy("io.wagateway.idempotency..")
            .layer("engine")
            .definedBy("io.wagateway.engine..")
            .layer("pipeline")
            .definedBy("io.wagateway.pipeline..")
            .layer("cache")
            .definedBy("io.wagateway.cache..")
            .layer("database")
            .definedBy("io.wagateway.database..")
            .layer("openapi")
            .definedBy("io.wagateway.openapi..")
            .layer("error")
            .definedBy("io.wagateway.error..")
            .whereLayer("error")
            .mayNotAccessAnyLayer()
            .whereLayer("cache")
            .mayNotAccessAnyLayer()
            .whereLayer("database")
            .mayOnlyAccessLayers("error")
            .whereLayer("openapi")
            .mayNotAccessAnyLayer()
            .whereLayer("pipeline")
            .mayOnlyAccessLayers("error", "openapi")
            .whereLayer("engine")
            .mayOnlyAccessLayers("error", "pipeline", "cache")
            .whereLayer("access")
            .mayOnlyAccessLayers("error", "pipeline", "cache", "database")
            .whereLayer("idempotency")
            .mayOnlyAccessLayers("error", "pipeline", "database", "access")
            .whereLayer("delivery")
            .mayOnlyAccessLayers("error", "pipeline", "database")
            .whereLayer("log")
            .mayOnlyAccessLayers("error", "pipeline", "database", "delivery")
            .whereLayer("recovery")
            .mayOnlyAccessLayers("error", "pipeline", "database", "delivery", "log")
            .whereLayer("session")
            .mayOnlyAccessLayers("error", "pipeline", "cache", "database", "access", "engine", "log")
            .whereLayer("group")
            .mayOnlyAccessLayers(
                    "error", "pipeline", "cache", "database", "access", "engine", "log", "recovery", "session")
            .whereLayer("event")
            .mayOnlyAccessLayers(
                    "error",
                    "pipeline",
                    "cache",
                    "database",
                    "access",
                    "engine",
                    "delivery",
                    "log",
                    "recovery",
                    "session",
                    "group")
            .whereLayer("inbox")
            .mayOnlyAccessLayers("error", "pipeline", "engine", "session", "group")
            .whereLayer("command")
            .mayOnlyAccessLayers("error", "pipeline")
            .whereLayer("http")
            .mayOnlyAccessLayers("error", "pipeline")
            .whereLayer("docs")
            .mayOnlyAccessLayers("openapi", "http")
            .whereLayer("route")
            .mayOnlyAccessLayers("error", "engine")
            .whereLayer("root")
            .mayNotAccessAnyLayer()
            .whereLayer("config")
            .mayNotBeAccessedByAnyLayer();

    @ArchTest
    static final ArchRule root_isTheApplicationAlone = ArchRuleDefinition.classes()
            .that()
            .resideInAPackage("io.wagateway")
            .should()
            .be(WaGateway.class);

    /** The start binds and checks what is of this type, and refuses every other property. */
    @ArchTest
    static final ArchRule properties_areCheckedAtStart = ArchRuleDefinition.classes()
            .that()
            .areAnnotatedWith(ConfigurationProperties.class)
            .should()
            .beAssignableTo(CheckedProperties.class)
            .andShould()
            .haveSimpleNameEndingWith("Properties");

    @ArchTest
    static final ArchRule relayAndWebhook_doNotKnowEachOther =
            slices().matching("io.wagateway.event.(relay|webhook)..").should().notDependOnEachOther();

    @ArchTest
    static final ArchRule packages_haveNoCircles =
            slices().matching("io.wagateway.(**)").should().beFreeOfCycles();

    /**
     * Nodes compare most times, so they take them from the database. Engines, the simulator and
     * the server's connections keep their times to this node.
     */
    @ArchTest
    static final ArchRule time_comesFromTheDatabase = ArchRuleDefinition.noClasses()
            .that()
            .resideOutsideOfPackages("io.wagateway.database..", "io.wagateway.engine..", "io.wagateway.http..")
            .should()
            .accessTargetWhere(DescribedPredicate.describe(
                    "it is this node's own clock",
                    access -> OWN_CLOCKS.contains(access.getTargetOwner().getName() + "."
                            + access.getTarget().getName())));

    @ArchTest
    static final ArchRule servlets_areKnownToTheBoundaryAlone = ArchRuleDefinition.noClasses()
            .that()
            .resideOutsideOfPackages("io.wagateway.http..", "io.wagateway.docs..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta.servlet..", "org.apache.catalina..", "org.apache.coyote..");
}
