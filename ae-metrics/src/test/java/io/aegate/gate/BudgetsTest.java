package io.aegate.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aegate.image.RefusedInputException;
import io.aegate.metric.MetricId;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BudgetsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "psnr >= 31.5 dB",
                "psnr at least 31.5",
                "p05(psnr) >= 24",
                "lpips at most 0.06",
                "rfid at most 1.2",
                "drift.canny at most 0.10",
                "face-recall >= 95%",
                "psnr[faces] >= 28",
                "psnr[*] >= 24",
                "regression(psnr) <= 0.10 dB",
                "regression(lpips) at most 5%",
                "regression(p05(psnr)) <= 0.5",
                "regression(psnr vs release) <= 0.30",
                "regression(rfid) at most 5%",
                "share(psnr < 20) at most 1%",
                "share(psnr[faces] >= 20 dB) >= 99%",
                "share(regression(psnr) > 1) <= 2%",
                "share(regression(lpips[faces] vs release) > 5%) <= 2%",
                "psnr >= 33 or warn",
                "std(psnr) <= 3 dB",
                "min(psnr[night street])≥-2.5e1dB",
                "max(lpips) ≤ .3",
                "share(psnr at most 20) at most 1%",
            })
    void every_form_of_the_language_is_read_and_keeps_its_text(String text) {
        assertThat(parse(text).text()).isEqualTo(text);
    }

    @Test
    void a_budget_is_taken_apart() {
        assertThat(parse("share(regression(lpips[faces] vs release) > 5%) <= 2.50% or warn"))
                .isEqualTo(new Budget(
                        "share(regression(lpips[faces] vs release) > 5%) <= 2.50% or warn",
                        new Quantity.Share(
                                new Quantity.Regression(
                                        new Quantity.Value(
                                                new MetricId("lpips"), new Aggregate.Mean(), new Scope.Slice("faces")),
                                        Optional.of("release")),
                                Comparison.GREATER,
                                new Amount(new BigDecimal("5"), true, "5")),
                        Bound.AT_MOST,
                        new Amount(new BigDecimal("2.50"), true, "2.50"),
                        Severity.WARN));
    }

    @Test
    void spaces_and_line_ends_of_a_pom_do_not_count() {
        Budget budget = parse("\n      p05( psnr [ faces ] )\n      >=\u00a024   dB\n    ");

        assertThat(budget.text()).isEqualTo("p05( psnr [ faces ] ) >= 24 dB");
        assertThat(budget.quantity()).hasToString("p05(psnr[faces])");
    }

    @Test
    void a_percentage_is_a_hundredth_part() {
        assertThat(parse("face-recall >= 95%").amount().value()).isEqualByComparingTo("0.95");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = true,
            value = {
                "psnr <= 30 | 5 | expected \">=\" or \"at least\", because psnr is better when higher",
                "lpips at least 0.1 | 6 | expected \"<=\" or \"at most\", because lpips is better when lower",
                "std(psnr) >= 2 | 10 | expected \"<=\" or \"at most\", because std(psnr) is better when lower",
                "regression(psnr) >= 2 | 17 | expected \"<=\" or \"at most\", because a regression says how much worse it became",
                "share(psnr < 20) >= 2% | 17 | expected \"<=\" or \"at most\", because psnr < 20 counts the worse images",
                "share(psnr >= 20) <= 2% | 18 | expected \">=\" or \"at least\", because psnr >= 20 counts the better images",
                "share(lpips > 1) >= 2% | 17 | expected \"<=\" or \"at most\", because lpips > 1 counts the worse images",
                "share(regression(psnr) < 1) <= 2% | 28 | expected \">=\" or \"at least\", because regression(psnr) < 1 counts the better images",
                "psnr > 30 | 5 | expected \">=\" or \"at least\", found \">\"",
                "psnr at 30 | 5 | expected \">=\" or \"at least\", found \"at\"",
                "psnr | 4 | expected \">=\" or \"at least\", found the end",
                "psrn >= 30 | 0 | expected a metric, but \"psrn\" is not known; the nearest is psnr",
                "PSNR >= 30 | 0 | expected a metric, but \"PSNR\" is not known; the nearest is psnr",
                "canny <= 30 | 0 | expected a metric, but \"canny\" is not known; the nearest is drift.canny",
                "p05(vmaf) >= 30 | 4 | expected a metric, but \"vmaf\" is not known; known are drift.canny, face-recall, lpips, psnr, rfid, ssim",
                "psnr[face] >= 30 | 5 | expected a slice, but \"face\" is not known; the nearest is faces",
                "psnr[faces >= 30 | 5 | expected the name of a slice, or *, and then \"]\"",
                "regression(psnr vs relaese) <= 1 | 19 | expected an anchor, but \"relaese\" is no configured anchor; name it in anchors, or correct it: the nearest is release",
                "regression(psnr vs) <= 1 | 18 | expected the name of an anchor, found \")\"",
                "regression(psnr release) <= 1 | 16 | expected \"vs\" and an anchor, or \")\", found \"release\"",
                "regression(min(psnr)) <= 1 | 11 | expected mean, median or p01 to p99, because the min of two sets cannot be compared reliably",
                "regression(max(psnr)) <= 1 | 11 | expected mean, median or p01 to p99, because the max of two sets cannot be compared reliably",
                "regression(std(psnr)) <= 1 | 11 | expected mean, median or p01 to p99, because the std of two sets cannot be compared reliably",
                "regression(psnr) <= 5% | 20 | expected an amount in dB, because a relative regression of a metric in dB has no meaning",
                "share(regression(psnr) > 5%) <= 1% | 25 | expected an amount in dB, because a relative regression of a metric in dB has no meaning",
                "psnr >= 95% | 8 | expected an amount in dB, because psnr is in dB",
                "psnr >= 30 db | 11 | expected the unit dB or none, found \"db\"",
                "ssim >= 0.9 dB | 12 | expected no unit, because ssim has none, found \"dB\"",
                "face-recall >= 95% dB | 19 | expected the end of the amount after \"%\", found \"dB\"",
                "rfid[faces] <= 1 | 4 | expected no slice, because rfid has one value for the whole set",
                "mean(rfid) <= 1 | 0 | expected no mean, because rfid has one value for the whole set",
                "regression(p05(rfid)) <= 1 | 11 | expected no p05, because rfid has one value for the whole set",
                "share(rfid > 1) <= 1% | 0 | expected no share, because rfid has one value for the whole set",
                "share(regression(rfid) > 1) <= 1% | 0 | expected no share, because rfid has one value for the whole set",
                "share(psnr < 20) <= 101% | 20 | expected a share between 0% and 100%, found 101%",
                "share(psnr < 20) <= -1% | 20 | expected a share between 0% and 100%, found -1%",
                "share(psnr < 20) <= 1 | 20 | expected a share in per cent, for example 1%, found 1",
                "share(psnr < 20) <= 1 dB | 22 | expected no unit, because a share has none, found \"dB\"",
                "share(p05(psnr) < 20) <= 1% | 6 | expected a metric or regression(...), because a share counts single images",
                "share(regression(p05(psnr)) > 1) <= 1% | 17 | expected a metric, because a share counts single images",
                "share(psnr 20) <= 1% | 11 | expected <, >, <= or >=, found \"20\"",
                "share(psnr < 20 <= 1% | 16 | expected \")\", found \"<=\"",
                "p00(psnr) >= 1 | 0 | expected mean, median, min, max, std or p01 to p99, regression or share before \"(\", found \"p00\"",
                "p5(psnr) >= 1 | 0 | expected mean, median, min, max, std or p01 to p99, regression or share before \"(\", found \"p5\"",
                "psnr >= thirty | 8 | expected a number, found \"thirty\"",
                "psnr >= NaN | 8 | expected a number, found \"NaN\"",
                "psnr >= 31,5 | 10 | expected a decimal point, because numbers are written as 31.5",
                "psnr >= 31, ssim >= 0.9 | 10 | expected \";\" or a line break, which is what separates budgets",
                "psnr >= 1e999999999 | 8 | expected a number of at most 30 characters with an exponent from -99 to 99, found \"1e999999999\"",
                "psnr >= 30 or fail | 11 | expected \"or warn\" or the end of the budget, found \"or\"",
                "psnr >= 30; ssim >= 1 | 10 | expected \"or warn\" or the end of the budget, found \";\"",
                "psnr >= 30 or warn twice | 19 | expected the end of the budget, found \"twice\"",
                "= 30 | 0 | expected a metric, an aggregate, regression(...) or share(...), found \"=\"",
            })
    void what_could_not_be_judged_as_meant_is_refused_where_it_stands(String text, int column, String expected) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage("the budget is refused:\n  " + text + "\n  " + " ".repeat(column) + "^ " + expected);
    }

    @Test
    void an_empty_budget_is_refused() {
        assertThatThrownBy(() -> parse(" "))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage("the budget is refused:\n  \n  ^ expected a metric, an aggregate, regression(...) or"
                        + " share(...), found the end");
    }

    @Test
    void an_endless_budget_is_refused_without_reading_it() {
        assertThatThrownBy(() -> parse("psnr >= 3" + "0".repeat(400)))
                .isInstanceOf(RefusedInputException.class)
                .hasMessageEndingWith("\n  ^ expected at most 300 characters, found 409");
    }

    @Test
    void control_characters_do_not_reach_the_terminal() {
        assertThatThrownBy(() -> parse("psnr \u001b[31m>= 30"))
                .isInstanceOf(RefusedInputException.class)
                .hasMessageStartingWith("the budget is refused:\n  psnr \uFFFD[31m>= 30\n       ^ expected \">=\"")
                .extracting(Throwable::getMessage)
                .asString()
                .doesNotContain("\u001b");
    }

    @Test
    void all_refused_budgets_are_named_at_once() {
        assertThatThrownBy(() -> Budgets.parse(
                        List.of("psnr <= 30", "ssim >= 0.9", "lpip <= 0.1"), ExampleMeasurements.VOCABULARY))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage("""
                        2 of 3 budgets are refused:
                          psnr <= 30
                               ^ expected ">=" or "at least", because psnr is better when higher
                          lpip <= 0.1
                          ^ expected a metric, but "lpip" is not known; the nearest is lpips""");
    }

    @Test
    void no_budgets_at_all_are_refused() {
        assertThatThrownBy(() -> Budgets.parse(List.of(), ExampleMeasurements.VOCABULARY))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage("no budgets are given, so nothing would be gated; give budgets or budgetsFile (a bare mvn"
                        + " ae-gate:verify reads the plugin's own <configuration>, not that of an <execution>)");
    }

    @ParameterizedTest
    @CsvSource({
        "psnr >= 30, mean( psnr ) at least 30.0 dB",
        "psnr >= 30, psnr >= 30 or warn",
        "share(psnr < 20) <= 1%, share( psnr<20 )<=1.0%",
    })
    void a_budget_that_is_given_twice_is_refused(String first, String second) {
        assertThatThrownBy(() -> Budgets.parse(List.of(first, second), ExampleMeasurements.VOCABULARY))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage("1 of 2 budgets is refused:\n  " + second
                        + "\n  ^ expected each budget once, but an earlier one asks the same");
    }

    @Test
    void one_quantity_may_have_a_limit_and_a_wish() {
        assertThat(Budgets.parse(List.of("psnr >= 30", "psnr >= 33 or warn"), ExampleMeasurements.VOCABULARY))
                .extracting(Budget::severity)
                .containsExactly(Severity.ERROR, Severity.WARN);
    }

    @Test
    void slices_and_anchors_that_are_not_configured_are_refused() {
        Vocabulary bare = new Vocabulary(ExampleMeasurements.CATALOG, Set.of(), Set.of());

        assertThatThrownBy(() -> Budgets.parse(List.of("psnr[*] >= 24", "regression(psnr vs release) <= 1"), bare))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage("""
                        2 of 2 budgets are refused:
                          psnr[*] >= 24
                               ^ expected no slice, because none is configured; name a CSV file of image,slice in slices
                          regression(psnr vs release) <= 1
                                             ^ expected no anchor, because none is configured; name release in anchors, or \
                        compare with the baseline""");
    }

    @Test
    void a_property_is_split_at_semicolons() {
        assertThat(Budgets.split(" psnr >= 30; ssim >= 0.9;; ")).containsExactly("psnr >= 30", "ssim >= 0.9");
    }

    @Test
    void a_budgets_file_holds_one_a_line_and_comments(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(
                folder.resolve("budgets.txt"), "\uFEFF# quality\r\npsnr >= 30 # the floor\n\n  ssim at least 0.9\n#\n");

        assertThat(Budgets.read(file)).containsExactly("psnr >= 30", "ssim at least 0.9");
    }

    @Test
    void a_missing_budgets_file_is_refused(@TempDir Path folder) {
        Path file = folder.resolve("budgets.txt");

        assertThatThrownBy(() -> Budgets.read(file))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage("the budgets file " + file + " is not a file; correct budgetsFile, or leave it out");
    }

    @Test
    void a_budgets_file_of_another_encoding_is_refused(@TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("budgets.txt"), new byte[] {'#', (byte) 0xE4, '\n'});

        assertThatThrownBy(() -> Budgets.read(file))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage("the budgets file " + file + " is not UTF-8; save it as UTF-8");
    }

    @Test
    void the_metrics_that_budgets_name_are_known() {
        List<Budget> budgets = Budgets.parse(
                List.of("share(psnr < 20) <= 1%", "regression(p05(lpips)) <= 1%", "psnr >= 30"),
                ExampleMeasurements.VOCABULARY);

        assertThat(Budgets.metrics(budgets)).containsExactly(new MetricId("lpips"), new MetricId("psnr"));
    }

    @ParameterizedTest
    @CsvSource({"1%, 0.95, 299", "2%, 0.95, 149", "5%, 0.95, 59", "50%, 0.75, 2", "100%, 0.95, 1"})
    void a_share_of_regressions_needs_enough_images_to_be_shown(String bound, double confidence, long needed) {
        assertThat(Budgets.imagesNeeded(parse("share(regression(psnr) > 1) <= " + bound), confidence))
                .isEqualTo(OptionalLong.of(needed));
    }

    @Test
    void enough_images_are_those_at_which_no_hit_at_all_is_proof() {
        // Clopper and Pearson's upper bound of zero hits in n is 1 - (1 - confidence)^(1/n).
        long needed = Budgets.imagesNeeded(parse("share(regression(psnr) > 1) <= 2%"), 0.95)
                .orElseThrow();

        assertThat(1 - Math.pow(0.05, 1.0 / needed)).isLessThanOrEqualTo(0.02);
        assertThat(1 - Math.pow(0.05, 1.0 / (needed - 1))).isGreaterThan(0.02);
    }

    @Test
    void a_share_of_regressions_that_no_result_could_show_is_refused() {
        List<Budget> budgets = Budgets.parse(
                List.of(
                        "share(regression(psnr) > 1) <= 2%",
                        "share(regression(psnr) <= 1) >= 99%",
                        "share(regression(ssim) > 1) <= 0%",
                        "share(psnr < 20) <= 0%"),
                ExampleMeasurements.VOCABULARY);

        assertThatThrownBy(() -> Budgets.requireEnoughImages(budgets, 148, 0.95))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage("""
                        3 of 4 budgets are refused:
                          share(regression(psnr) > 1) <= 2%
                                                         ^ expected a wider bound or 149 images, because 148 cannot show 2% at 95% confidence
                          share(regression(psnr) <= 1) >= 99%
                                                          ^ expected a wider bound or 299 images, because 148 cannot show 99% at 95% confidence
                          share(regression(ssim) > 1) <= 0%
                                                         ^ expected a bound that images can show, because no number of them shows \
                        0% at 95% confidence; leave some room""");
    }

    @Test
    void enough_images_are_accepted() {
        Budgets.requireEnoughImages(List.of(parse("share(regression(psnr) > 1) <= 2%")), 149, 0.95);
        assertThat(Budgets.imagesNeeded(parse("share(psnr < 20) <= 0%"), 0.95)).isEqualTo(OptionalLong.of(1));
    }

    private static Budget parse(String text) {
        return Budgets.parse(List.of(text), ExampleMeasurements.VOCABULARY).get(0);
    }
}
