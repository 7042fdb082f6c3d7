package io.aegate.maven;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.aegate.image.RefusedInputException;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private final JavaClasses plugin = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.aegate.maven");

    @Test
    void the_plugin_knows_the_facade_and_what_it_gives_and_nothing_that_measures() {
        noClasses()
                .should()
                .dependOnClassesThat(resideInAPackage("io.aegate..")
                        .and(not(resideInAnyPackage(
                                "io.aegate.maven",
                                "io.aegate",
                                "io.aegate.evaluation",
                                "io.aegate.gate",
                                "io.aegate.report",
                                "io.aegate.weights")))
                        .and(not(equivalentTo(RefusedInputException.class))))
                .check(plugin);
    }

    @Test
    void natives_and_their_engines_are_the_workers_alone() {
        noClasses()
                .should()
                .dependOnClassesThat(resideInAnyPackage("ai.djl..", "org.bytedeco.."))
                .check(plugin);
    }

    @Test
    void only_goals_and_what_maven_makes_of_a_pom_are_public() {
        classes()
                .that()
                .arePublic()
                .and()
                .areTopLevelClasses()
                .and()
                .areNotAssignableTo(Waiver.class)
                .should()
                .beAssignableTo(org.apache.maven.plugin.AbstractMojo.class)
                .check(plugin);
    }
}
