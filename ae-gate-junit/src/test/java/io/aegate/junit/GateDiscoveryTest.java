package io.aegate.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectPackage;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectUniqueId;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.Filter;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.EngineFilter;
import org.junit.platform.launcher.TagFilter;

/** Which gates the engine finds, and where it says that they are. */
class GateDiscoveryTest extends ExampleRuns {

    @Test
    void a_class_that_gates_nothing_fails() {
        assertThat(Launched.classes(properties, Examples.Empty.class).message("Examples > Empty"))
                .isEqualTo("@AeQuality on Empty has no budgets, so nothing would be gated;"
                        + " give it some, or write tests that take Measurements.");
        assertThat(Launched.classes(properties, Examples.Forgotten.class).message("isNoTest"))
                .isEqualTo("@AeQuality on Forgotten.isNoTest has no budgets, so nothing would be gated;"
                        + " give it some, or make the method a @Test.");
    }

    @Test
    void an_annotation_of_ones_own_may_carry_it() {
        assertThat(Launched.classes(properties, Examples.Composed.class).cases())
                .containsOnly(
                        Map.entry("psnr >= 20", "PASS"),
                        Map.entry("l1 <= 0.5", "PASS"),
                        Map.entry("junit-jupiter: has(Verdict)", "PASS"));
    }

    @Test
    void a_subclass_has_the_gate_of_its_abstract_base() {
        assertThat(Launched.classes(properties, Examples.Derived.class, Examples.Base.class)
                        .cases())
                .containsExactly(Map.entry("psnr >= 20", "PASS"));
    }

    @Test
    void nested_classes_and_methods_have_budgets_of_their_own() {
        Launched run = Launched.selected(properties, selectClass(Examples.Outer.class));

        assertThat(run.message("ms-ssim >= 0.5")).isEqualTo("PASS");
        assertThat(run.identifier("ms-ssim >= 0.5").getSource())
                .contains(MethodSource.from(Examples.Outer.class.getName(), "scales: ms-ssim >= 0.5"));
        assertThat(run.identifier("ssim >= 0.5").getSource())
                .contains(MethodSource.from(Examples.Outer.Structure.class.getName(), "ssim >= 0.5"));
        assertThat(output.resolve(Examples.Outer.class.getName())).isDirectoryContaining("glob:**verdict.json");
        assertThat(output.resolve(Examples.Outer.class.getName()).resolve("scales/verdict.json"))
                .exists();
        assertThat(output.resolve(Examples.Outer.class.getName()).resolve("Structure/verdict.json"))
                .exists();
    }

    @Test
    void no_nested_class_is_forgotten() {
        assertThat(Launched.classes(properties, Examples.Grouped.class).cases())
                .containsOnly(Map.entry("l1 <= 0.5", "PASS"), Map.entry("psnr >= 20", "PASS"));
        assertThat(output.resolve(Examples.Grouped.class.getName()).resolve("Innermost/verdict.json"))
                .exists();
    }

    @Test
    void a_class_may_have_gates_on_methods_alone() {
        assertThat(Launched.classes(properties, Examples.MethodsAlone.class).cases())
                .containsOnly(
                        Map.entry("psnr >= 20", "PASS"), Map.entry("junit-jupiter: numbers(Measurements)", "PASS"));
    }

    @Test
    void a_class_around_gates_is_seen_though_it_has_none_of_its_own() {
        Launched run = Launched.classes(properties, Examples.WithoutGateOfItsOwn.class);

        assertThat(run.cases()).containsExactly(Map.entry("psnr >= 20", "PASS"));
        assertThat(run.identifier("Examples > WithoutGateOfItsOwn").getSource())
                .contains(ClassSource.from(Examples.WithoutGateOfItsOwn.class));
    }

    @Test
    void an_inherited_nested_class_belongs_to_the_heir() {
        Launched run = Launched.classes(properties, Examples.Heir.class);

        assertThat(run.cases())
                .containsOnly(Map.entry("ssim >= 0.5", "PASS"), Map.entry("junit-jupiter: sees(Measurements)", "PASS"));
        assertThat(output.resolve(Examples.Heir.class.getName()).resolve("Inherited/verdict.json"))
                .exists();
    }

    @Test
    void two_annotations_for_one_class_are_refused() {
        assertThat(Launched.classes(properties, Examples.Twofold.class).message("Examples > Twofold"))
                .isEqualTo(
                        "More than one @AeQuality speaks of Twofold, by @HouseRules and by Twofold; leave one, and put all"
                                + " budgets into it.");
        assertThat(Launched.classes(properties, Examples.TwofoldByInheritance.class)
                        .message("Examples > TwofoldByInheritance"))
                .isEqualTo(
                        "More than one @AeQuality speaks of TwofoldByInheritance, by Contract and by Passing; leave one,"
                                + " and put all budgets into it.");
    }

    @Test
    void tests_that_jupiter_does_not_run_are_none() {
        for (Class<?> type : List.of(Examples.ForgottenNested.class, Examples.Uncallable.class)) {
            assertThat(Launched.classes(properties, type).message("Examples > " + type.getSimpleName()))
                    .contains(" has no budgets, so nothing would be gated; ");
        }
    }

    @Test
    void a_budget_can_be_run_alone_by_its_text_or_its_id() {
        String failing = Examples.Failing.class.getName();
        String outer = "[engine:ae-gate]/[class:" + Examples.class.getName() + "]/[class:"
                + Examples.Outer.class.getName() + "]";

        assertThat(chosen(selectMethod(failing, "l1 <= 0.0001"))).containsExactly("l1 <= 0.0001");
        assertThat(chosen(selectMethod(Examples.Outer.class, "scales")))
                .containsExactly("psnr >= 20", "ms-ssim >= 0.5");
        assertThat(chosen(selectMethod(Examples.Outer.class.getName(), "scales: ms-ssim >= 0.5")))
                .containsExactly("ms-ssim >= 0.5");
        assertThat(chosen(selectUniqueId(outer + "/[method:scales()]/[budget:ms-ssim >= 0.5]")))
                .containsExactly("ms-ssim >= 0.5");
        assertThat(chosen(selectUniqueId(outer + "/[class:" + Examples.Outer.Structure.class.getName() + "]")))
                .containsExactly("ssim >= 0.5");
        assertThat(chosen(selectMethod(failing, "nothing"))).isEmpty();
    }

    /** By this engine: some versions of Jupiter do not bear to be asked for a method that is none. */
    private Set<String> chosen(DiscoverySelector selector) {
        Filter<?>[] filters = {EngineFilter.includeEngines(BudgetTests.ENGINE)};
        return Launched.filtered(properties, filters, selector).cases().keySet();
    }

    @Test
    void tags_choose_classes_with_their_budgets() {
        Filter<?>[] filters = {TagFilter.includeTags("quality")};

        assertThat(Launched.filtered(properties, filters, selectPackage(Examples.class.getPackageName()))
                        .cases())
                .containsOnlyKeys("psnr >= 20", "ssim at least 0.5");
    }
}
