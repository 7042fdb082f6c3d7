package io.aegate.maven;

import io.aegate.junit.AeQuality;
import io.aegate.junit.AeWaiver;

/** Classes whose annotations say what {@link ConfigurationTest} says in a POM. */
final class Annotated {

    private Annotated() {}

    @AeQuality(
            references = "eval/images",
            checkpoint = "src/test/resources/specs/vae.pt",
            range = "[-1,1]",
            latent = "moments",
            quantize = "truncate",
            budgets = {"psnr >= 30", "psnr[faces] at least 28"},
            slices = "eval/slices.csv",
            baseline = "src/test/resources/specs/accepted/baseline-vae.json",
            baselineCheckpoint = "src/test/resources/specs/released.pt",
            anchors = {"release", "first=src/test/resources/specs/accepted/first.zip"},
            confidence = "0.9",
            minSamples = 50,
            onInconclusive = "warn",
            batchSize = 4,
            outputDirectory = "target/gate")
    static final class Checkpoint {}

    @AeQuality(
            references = "eval/images",
            reconstructions = "out/images",
            budgetsFile = "src/test/resources/specs/budgets.txt",
            generated = "out/generated",
            metrics = {"ssim", "l1"},
            projectors = {
                "lines = models/lines.onnx mean=0.485,0.456,0.406 std=0.229,0.224,0.225",
                "pose = pose.pt output=embedding"
            },
            protocol = "rae",
            statistics = "src/test/resources/specs/statistics.npz",
            exportStatistics = "out/references.npz",
            standardErrors = true,
            resize = "center-crop:256",
            convert = true,
            threads = 3,
            outputDirectory = "target/gate")
    static final class Reconstructions {}

    @AeQuality(
            references = "eval/images",
            architecture = "taesd",
            encoder = "src/test/resources/specs/encoder.pth",
            decoder = "src/test/resources/specs/decoder.pth",
            budgets = "psnr >= 30",
            device = "cuda:1",
            precision = "bf16",
            weightsDirectory = "src/test/resources/specs",
            acceptLicense = {"w600k_mbf.onnx", "det_500m.onnx"},
            allowUnverifiedWeights = true,
            outputDirectory = "target/gate")
    static final class Architecture {}

    /** Says but where the files go, because that has the class's name in it otherwise. */
    @AeQuality(outputDirectory = "target/gate")
    static final class ByProperties {}

    @AeQuality(
            references = "eval/images",
            reconstructions = "out/images",
            budgets = {"p05(psnr) >= 24", "psnr[*] >= 28"})
    @AeWaiver(budget = "p05(psnr) at least 24", until = "2026-12-31", reason = "night scenes, see issue 12")
    @AeWaiver(budget = "psnr[faces] >= 28", until = "2027-01-31", reason = "new crops")
    static final class Waived {}
}
