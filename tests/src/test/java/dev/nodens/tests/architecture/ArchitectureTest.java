package dev.nodens.tests.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.THROW_GENERIC_EXCEPTIONS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.NullMarked;

/** The directions of ARCHITECTURE.md. No rule passes on nothing: {@link #everyModuleIsSeen} counts what they judge. */
@AnalyzeClasses(packages = "dev.nodens", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {

    /** Fewer classes than this in a module mean that it was not looked at. */
    private static final Map<String, Integer> LEAST_CLASSES =
            Map.of("dev.nodens.crd", 60, "dev.nodens.runtime", 80, "dev.nodens.agent", 10, "dev.nodens.protocol", 3);

    private static final String[] PURE = {
        "dev.nodens.runtime.plan..",
        "dev.nodens.runtime.explain..",
        "dev.nodens.agent.desired..",
        "dev.nodens.agent.oci..",
    };

    @ArchTest
    static void everyModuleIsSeen(JavaClasses all) {
        LEAST_CLASSES.forEach((module, least) -> {
            long seen = all.stream()
                    .filter(type -> type.getPackageName().startsWith(module))
                    .count();
            assertTrue(seen >= least, module + ": " + seen + " classes were seen, fewer than " + least);
        });
    }

    @ArchTest
    static final ArchRule packagesHaveNoCycles = slices().matching("dev.nodens.(**)")
            .should()
            .beFreeOfCycles()
            .because("a package must be readable without those that use it");

    @ArchTest
    static final ArchRule nativeCallsStandInOnePackage = noClasses()
            .that()
            .resideOutsideOfPackage("dev.nodens.runtime.syscall..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jnr..", "com.kenai.jffi..", "java.lang.foreign..")
            .because("the way to libc stays replaceable behind Syscalls");

    @ArchTest
    static final ArchRule protocolStandsBehindTheEncoders = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "dev.nodens.runtime.bootstrap..", "dev.nodens.runtime.init..", "dev.nodens.protocol..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.nodens.protocol..")
            .because("bytes of the protocol are made and read in two packages, and nowhere else");

    @ArchTest
    static final ArchRule runtimeKnowsNoKubernetes = noClasses()
            .that()
            .resideInAPackage("dev.nodens.runtime..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.fabric8..", "io.quarkus..", "jakarta..", "dev.nodens.crd..", "dev.nodens.agent..")
            .because("it is a library that is usable without Kubernetes and without a framework");

    @ArchTest
    static final ArchRule crdKnowsNobody = noClasses()
            .that()
            .resideInAPackage("dev.nodens.crd..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.quarkus..", "dev.nodens.runtime..", "dev.nodens.agent..")
            .because("other programs use the API types too");

    @ArchTest
    static final ArchRule agentComesThroughTheDoor = noClasses()
            .that()
            .resideInAPackage("dev.nodens.agent..")
            .and()
            .haveNameNotMatching("dev\\.nodens\\.agent\\.NodeAgent(\\$Wiring)?")
            .should()
            .dependOnClassesThat(describe(
                    "are of runtime, but not its root, spec or error",
                    type -> type.getPackageName().startsWith("dev.nodens.runtime.")
                            && !type.getPackageName().startsWith("dev.nodens.runtime.spec")
                            && !type.getPackageName().startsWith("dev.nodens.runtime.error")))
            .because("what runtime does inside must be free to change");

    @ArchTest
    static final ArchRule pureStaysPure = noClasses()
            .that()
            .resideInAnyPackage(PURE)
            .or()
            .haveSimpleName("Decider")
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(Files.class, Thread.class, Clock.class)
            .orShould()
            .dependOnClassesThat()
            .resideInAPackage("dev.nodens.runtime.syscall..")
            .orShould()
            .callMethod(Instant.class, "now")
            .because("the same desired and actual state must give the same plan, everywhere and at any time");

    @ArchTest
    static final ArchRule exceptionsHaveKinds = noClasses()
            .should(THROW_GENERIC_EXCEPTIONS)
            .because("callers act on the kind of a failure, never on its text");

    @ArchTest
    static final ArchRule onlyCommandsPrint = noClasses()
            .that()
            .resideOutsideOfPackages("dev.nodens.runtime.cli..", "dev.nodens.agent.cli..")
            .should(ACCESS_STANDARD_STREAMS)
            .because("what a library writes there would stand between the words of the program that uses it");

    @ArchTest
    static void everyPackageIsNullMarked(JavaClasses all) {
        var unmarked = new TreeSet<String>();
        all.stream()
                .filter(type -> !type.getPackageName().startsWith("dev.nodens.protocol"))
                .filter(type -> !type.getPackage().isAnnotatedWith(NullMarked.class))
                .forEach(type -> unmarked.add(type.getPackageName()));
        assertEquals(List.of(), List.copyOf(unmarked), "packages without @NullMarked");
    }
}
