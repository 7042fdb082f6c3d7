package io.aegate.gate;

import static io.aegate.gate.ExampleMeasurements.measured;
import static io.aegate.gate.RegressionExamples.POINTS;
import static io.aegate.gate.RegressionExamples.alternating;
import static io.aegate.gate.RegressionExamples.constant;
import static io.aegate.gate.RegressionExamples.judge;
import static io.aegate.gate.RegressionExamples.judgeSameCheckpoint;
import static io.aegate.gate.RegressionExamples.mixed;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where a loss is, and what is an improvement. */
class RegressedTest {

    @ParameterizedTest
    @CsvSource({
        // of each of the first images, of each other one
        "256, 3, 10, 0.1, 'concentrated: half of the loss is in 3 of 256 images (1.2%)'",
        "40, 4, 9, 1, 'concentrated: half of the loss is in 4 of 40 images (10.0%)'",
        "40, 4, 8.9, 1, 'spread: half of the loss is in 5 of 40 images (12.5%)'",
        "256, 0, 0, 0.1, 'spread: half of the loss is in 128 of 256 images (50.0%)'",
        "5, 1, 9, -9, 'spread: half of the loss is in 1 of 5 images (20.0%)'",
        "1, 1, 9, 0, 'spread: half of the loss is in 1 of 1 image (100.0%)'",
    })
    void a_loss_is_in_few_images_or_in_many(int n, int first, double lost, double otherwise, String explanation) {
        Judged judged = judge(
                POINTS,
                "regression(psnr) <= -10",
                measured("psnr", constant(n, 32)),
                measured("psnr", mixed(n, 32 - otherwise, first, 32 - lost)));

        assertThat(explanation(judged)).contains(explanation);
    }

    @ParameterizedTest
    @CsvSource({
        "regression(psnr) <= 0.1",
        "regression(p05(psnr)) <= 0.1",
        "share(regression(psnr) > 1) <= 1%",
        "share(regression(psnr) <= 1) >= 99%",
        "regression(psnr) <= 0.1 or warn",
    })
    void every_kind_of_regression_is_explained(String budget) {
        Judged judged = judge(budget, measured("psnr", constant(256, 32)), measured("psnr", mixed(256, 31.9, 20, 22)));

        assertThat(explanation(judged)).contains("concentrated: half of the loss is in 12 of 256 images (4.7%)");
    }

    @Test
    void a_loss_is_explained_without_the_margin() {
        Judged judged = judge(
                "regression(lpips) <= 5%",
                measured("lpips", constant(100, 0.1)), measured("lpips", alternating(100, 0.11, 0.005)));

        // 50 images lose 0.015 and 50 lose 0.005: with the margin of 0.005 taken off, 25 would hold half of it.
        assertThat(explanation(judged)).contains("spread: half of the loss is in 34 of 100 images (34.0%)");
    }

    @Test
    void what_could_not_be_ruled_out_is_explained_too() {
        Judged judged = judge("regression(psnr) <= 0.1", measured("psnr", 32, 32, 32), measured("psnr", 31, 33, 32));

        assertThat(judged.status()).isEqualTo(Status.INCONCLUSIVE);
        assertThat(explanation(judged)).contains("spread: half of the loss is in 1 of 3 images (33.3%)");
    }

    @Test
    void what_is_met_lost_nothing_or_has_no_images_is_not_explained() {
        ExampleMeasurements same = measured("psnr", constant(40, 32)).andSet("rfid", 1, 40);

        assertThat(List.of(
                        judge("regression(psnr) <= 2", same, measured("psnr", constant(40, 31))),
                        judge("regression(psnr) <= -2", same, measured("psnr", constant(40, 33))),
                        judgeSameCheckpoint(Rules.DEFAULT, "regression(psnr) <= -2", same, same),
                        judge(
                                "regression(rfid) <= 0",
                                same,
                                measured("psnr", constant(40, 32)).andSet("rfid", 2, 40))))
                .extracting(RegressedTest::explanation)
                .containsOnly(Optional.empty());
    }

    @Test
    void the_slice_with_most_of_the_loss_is_named() {
        // 71 of the 100 that were lost are in the first 16 images, and all in the first 48 of 64.
        double[] lost = IntStream.range(0, 64)
                .mapToDouble(i -> i < 16 ? 71 / 16.0 : i < 48 ? 29 / 32.0 : 0)
                .toArray();

        assertThat(explanation(judge(
                        "regression(psnr) <= 0.1",
                        measured("psnr", constant(64, 32)),
                        measured(
                                        "psnr",
                                        Arrays.stream(lost)
                                                .map(loss -> 32 - loss)
                                                .toArray())
                                .slice("everything", names(0, 64))
                                .slice("most", names(0, 48))
                                .slice("one of them", names(0, 1))
                                .slice("text", names(0, 16))
                                .slice("empty"))))
                .contains(
                        "spread: half of the loss is in 12 of 64 images (18.8%); 71% of it is in the slice text (16 of"
                                + " 64 images)");
    }

    @Test
    void a_slice_that_lost_no_more_than_others_is_not_named() {
        ExampleMeasurements before = measured("psnr", constant(64, 32));

        assertThat(explanation(judge(
                        "regression(psnr) <= 0.1",
                        before,
                        measured("psnr", constant(64, 31)).slice("half", names(0, 32)))))
                .contains("spread: half of the loss is in 32 of 64 images (50.0%)");
    }

    @ParameterizedTest
    @CsvSource({
        "0.75, 'spread: half of the loss is in 16 of 64 images (25.0%); 50% of it is in the slice text (16 of 64 images)'",
        "0.7499, 'spread: half of the loss is in 17 of 64 images (26.6%)'",
    })
    void half_of_the_loss_and_twice_their_share_is_the_least_that_names_a_slice(double inSlice, String explanation) {
        Judged judged = judge(
                "regression(psnr) <= 0.1",
                measured("psnr", constant(64, 32)),
                measured("psnr", mixed(64, 31.75, 16, 32 - inSlice)).slice("text", names(0, 16)));

        assertThat(explanation(judged)).contains(explanation);
    }

    @Test
    void a_budget_on_a_slice_is_explained_within_it() {
        Judged judged = judge(
                "regression(psnr[faces]) <= 0.1",
                measured("psnr", constant(64, 32)),
                measured("psnr", mixed(64, 32, 4, 22))
                        .slice("faces", names(0, 40))
                        .slice("text", names(0, 4)));

        assertThat(explanation(judged)).contains("concentrated: half of the loss is in 2 of 40 images (5.0%)");
    }

    @Test
    void a_slice_of_control_characters_is_named_without_them() {
        Judged judged = judge(
                "regression(psnr) <= 0.1",
                measured("psnr", constant(64, 32)),
                measured("psnr", mixed(64, 32, 4, 22)).slice("a\u001b[31mb", names(0, 4)));

        assertThat(explanation(judged))
                .contains("concentrated: half of the loss is in 2 of 64 images (3.1%); 100% of it is in the slice"
                        + " a\uFFFD[31mb (4 of 64 images)");
    }

    @ParameterizedTest
    @CsvSource({
        "regression(psnr) <= 0.1, 32.1, true",
        "regression(psnr) <= 0.1, 32.01, false",
        "regression(psnr) <= 0.1, 31.9, false",
        "regression(psnr) <= -1, 32.1, true",
        "regression(p05(psnr)) <= 0.1, 32.5, true",
        "share(regression(psnr) > 1) <= 2%, 33, false",
    })
    void what_is_surely_better_than_before_is_an_improvement(String budget, double now, boolean improved) {
        Judged judged =
                judge(budget, measured("psnr", constant(256, 32)), measured("psnr", alternating(256, now, 0.2)));

        assertThat(judged.regression().orElseThrow().improved()).isEqualTo(improved);
    }

    @ParameterizedTest
    @CsvSource({"0.58, 0.59, true", "0.6, 0.605, false", "0.601, 0.62, false"})
    void what_is_within_a_percentage_is_not_better_yet(double now, double highest, boolean improved) {
        Judged judged = judge(
                "regression(lpips) <= 5%",
                measured("lpips", constant(256, 0.6)), measured("lpips", alternating(256, now, highest - now)));

        assertThat(judged.status()).isEqualTo(Status.PASS);
        assertThat(judged.regression().orElseThrow().improved()).isEqualTo(improved);
    }

    @Test
    void what_is_compared_as_it_is_was_not_surely_improved() {
        ExampleMeasurements before = measured("psnr", constant(256, 32)).andSet("rfid", 2, 256);
        ExampleMeasurements after = measured("psnr", alternating(256, 33, 0.1)).andSet("rfid", 1, 256);

        assertThat(List.of(
                        judge(POINTS, "regression(psnr) <= 0.1", before, after),
                        judge("regression(psnr) <= 0.1", before, measured("psnr", constant(256, 33))),
                        judge("regression(rfid) <= 0.1", before, after),
                        judgeSameCheckpoint(Rules.DEFAULT, "regression(psnr) <= 0.1", before, before)))
                .extracting(judged -> judged.regression().orElseThrow().improved())
                .containsOnly(false);
    }

    private static String[] names(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> String.format("%04d", i)).toArray(String[]::new);
    }

    private static Optional<String> explanation(Judged judged) {
        return judged.regression().flatMap(Regressed::explanation);
    }
}
