package io.aegate.report;

import io.aegate.evaluation.Measurements;
import io.aegate.gate.Budgets;
import io.aegate.gate.ExampleMeasurements;
import io.aegate.gate.Gate;
import io.aegate.gate.Verdict;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/** Measurements of a few images, and a verdict of every kind of status on them. */
final class ReportExample {

    private static final int IMAGES = 6;

    static final Measurements MEASUREMENTS = measurements();
    static final Verdict FAILED = judge(
            "psnr >= 31.5 dB",
            "p01(psnr[faces]) >= 24",
            "share(psnr < 30.5) at most 1%",
            "ssim >= 0.88",
            "drift.canny <= 0.10 or warn",
            "rfid at most 1.2",
            "regression(psnr) <= 0.10 dB");
    static final Verdict PASSED = judge("psnr >= 28", "ssim >= 0.88", "drift.canny <= 0.10 or warn");

    private ReportExample() {}

    private static Verdict judge(String... budgets) {
        return Gate.judge(MEASUREMENTS, Budgets.parse(List.of(budgets), ExampleMeasurements.VOCABULARY));
    }

    private static Measurements measurements() {
        String[] names = IntStream.range(0, IMAGES)
                .mapToObj(i -> String.format("%s/%04d", i % 2 == 0 ? "market" : "street", i))
                .toArray(String[]::new);
        names[0] = "a|b`c`<d>\n::error::e";
        return new ExampleMeasurements()
                .named(names)
                .and("psnr", column(i -> 30 + i / 4.0))
                .and("ssim", column(i -> 0.9124))
                .and("drift.canny", column(i -> 0.113))
                .andSet("rfid", 1.0, IMAGES)
                .slice("faces", names[0], names[1], names[2])
                .warning("the pairing looks wrong")
                .build();
    }

    private static double[] column(IntToDoubleFunction value) {
        return IntStream.range(0, IMAGES).mapToDouble(value).toArray();
    }
}
