package io.aegate;

/**
 * Everything that can be said of a gate, by the one name that it has in a POM, in a property ({@code ae-gate.NAME}) and in an
 * annotation.
 */
public enum Parameter {
    REFERENCES("references", "the images that go in: a folder, an .npz, or a list file of pairs"),
    RECONSTRUCTIONS("reconstructions", "the images that came out: a folder or an .npz"),
    CHECKPOINT("checkpoint", "the autoencoder under test: a TorchScript file"),
    ARCHITECTURE("architecture", "a known architecture whose official weights are under test: taesd"),
    ENCODER("encoder", "the weights of the architecture's encoder, .pth or .safetensors"),
    DECODER("decoder", "the weights of the architecture's decoder, .pth or .safetensors"),
    RANGE("range", "of the pixels that the checkpoint takes and gives: [0,1] or [-1,1]"),
    LATENT("latent", "what the checkpoint's encode returns: tensor, or moments (mean and log-variance)"),
    GENERATED(
            "generated", "generated images, which belong to no reference, for gfid and its like: a folder or an .npz"),
    METRICS("metrics", "what to measure besides the metrics that budgets name, separated by commas"),
    PROJECTORS(
            "projectors",
            "networks of your own that drift is measured by, as NAME = FILE key=value ..., separated by ; or line breaks"),
    BUDGETS("budgets", "what must hold, separated by ; or line breaks"),
    BUDGETS_FILE("budgetsFile", "a file of budgets, one a line"),
    SLICES("slices", "a CSV file with the columns image and slice"),
    BASELINE(
            "baseline",
            "the accepted measurements that regressions compare with: a .json beside its .csv, or a .zip of both"),
    BASELINE_CHECKPOINT(
            "baselineCheckpoint",
            "what the baseline was measured of, to be measured again where the environment is another"),
    ANCHORS("anchors", "named baselines that budgets compare with by vs: NAME or NAME=FILE, separated by commas"),
    CONFIDENCE("confidence", "of each bound of a regression: over 0.5 and under 1, or none to compare points"),
    MIN_SAMPLES("minSamples", "images below which regressions of means and percentiles stay inconclusive"),
    ON_INCONCLUSIVE("onInconclusive", "whether a budget that the images leave open will fail or warn"),
    RESIZE("resize", "how images are brought to size: none, center-crop:N or adm:N"),
    CONVERT("convert", "whether 16-bit and CMYK images are converted instead of refused"),
    QUANTIZE("quantize", "how a checkpoint's floats become pixels: round, truncate or none"),
    PROTOCOL("protocol", "whose script's numbers to print beside the metrics: lightningdit, rae or vtp"),
    STATISTICS(
            "statistics",
            "an .npz with the mu and sigma that gfid and its like compare with instead of the references'"),
    EXPORT_STATISTICS("exportStatistics", "an .npz to be written with the references' mu and sigma"),
    STANDARD_ERRORS("standardErrors", "whether metrics of whole sets come with a standard error, by block jackknife"),
    DEVICE("device", "cpu, cuda, cuda:N or auto"),
    PRECISION("precision", "of the metrics' networks: fp32 or bf16"),
    BATCH_SIZE("batchSize", "images that go through a network together; 0 for as many as make half a million pixels"),
    THREADS("threads", "threads of the CPU; 0 for one a core"),
    WEIGHTS_DIRECTORY("weightsDirectory", "a folder of official weight files, in which they are looked for first"),
    ACCEPT_LICENSE(
            "acceptLicense",
            "weight files whose licence you accept where it forbids something, or such licences, separated by commas"),
    ALLOW_UNVERIFIED_WEIGHTS(
            "allowUnverifiedWeights", "whether files of weightsDirectory are used that are not the official ones"),
    OUTPUT_DIRECTORY("outputDirectory", "where measurements, verdict and reports are written");

    private final String key;
    private final String meaning;

    Parameter(String key, String meaning) {
        this.key = key;
        this.meaning = meaning;
    }

    /** The name that users write. */
    public String key() {
        return key;
    }

    /** One line for the manual. */
    public String meaning() {
        return meaning;
    }
}
