package io.aegate;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaModifier.PUBLIC;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.ObjectInputStream;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    /** A package imports only from those before it. */
    private static final List<String> ORDER = List.of(
            "io.aegate.image..",
            "io.aegate.weights..",
            "io.aegate.network..",
            "io.aegate.metric..",
            "io.aegate.checkpoint..",
            "io.aegate.evaluation..",
            "io.aegate.gate..",
            "io.aegate.report..",
            "io.aegate");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.aegate");

    @Test
    void packages_import_only_from_those_before_them() {
        for (int i = 0; i < ORDER.size() - 1; i++) {
            noClasses()
                    .that()
                    .resideInAPackage(ORDER.get(i))
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(ORDER.subList(i + 1, ORDER.size()).toArray(String[]::new))
                    .check(CLASSES);
        }
    }

    @Test
    void every_package_has_a_place_in_the_order() {
        classes().should().resideInAnyPackage(ORDER.toArray(String[]::new)).check(CLASSES);
    }

    @Test
    void the_metric_contract_knows_none_of_the_metrics() {
        noClasses()
                .that()
                .resideInAPackage("io.aegate.metric")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.aegate.metric.*..")
                .check(CLASSES);
    }

    @Test
    void the_gate_knows_neither_networks_nor_natives_nor_who_asked() {
        noClasses()
                .that()
                .resideInAPackage("io.aegate.gate..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("ai.djl..", "org.bytedeco..", "org.apache.maven..", "org.junit..")
                .check(CLASSES);
    }

    @Test
    void every_package_is_null_marked() {
        Set<String> unmarked = CLASSES.stream()
                .map(JavaClass::getPackage)
                .filter(group -> !group.isAnnotatedWith(NullMarked.class))
                .map(group -> group.getName())
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(unmarked).isEmpty();
    }

    @Test
    void names_say_what_a_class_is_for() {
        noClasses()
                .should()
                .haveSimpleNameEndingWith("Utils")
                .orShould()
                .haveSimpleNameEndingWith("Util")
                .orShould()
                .haveSimpleNameEndingWith("Helper")
                .orShould()
                .haveSimpleNameEndingWith("Impl")
                .check(CLASSES);
    }

    @Test
    void of_the_metrics_only_the_catalogues_are_public() {
        Set<String> open = CLASSES.stream()
                .filter(type -> type.getPackageName().startsWith("io.aegate.metric."))
                .filter(type -> type.getModifiers().contains(PUBLIC))
                .filter(type -> !type.getSimpleName().equals("package-info"))
                .map(JavaClass::getSimpleName)
                .collect(Collectors.toSet());

        assertThat(open)
                .containsExactlyInAnyOrder(
                        "PixelMetrics",
                        "PerceptualMetrics",
                        "DistributionMetrics",
                        "StatisticsFile",
                        "DriftMetrics",
                        "TorchPixelExtractors");
    }

    @Test
    void nothing_is_deserialised_by_java() {
        DescribedPredicate<JavaClass> deserialiser = assignableTo(ObjectInputStream.class);

        noClasses().should().dependOnClassesThat(deserialiser).check(CLASSES);
    }
}
