package io.aegate.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.platform.commons.annotation.Testable;

/**
 * Declares what is measured of an image autoencoder, and the budgets that must hold.
 *
 * <p>Each budget is a test case of its own, named by its text; the class needs no method for that. Jupiter tests in it may take the
 * {@link io.aegate.evaluation.Measurements} and the {@link io.aegate.gate.Verdict} as parameters. All share one evaluation.
 *
 * <pre>{@code
 * @AeQuality(
 *         references = "eval/images",
 *         checkpoint = "models/vae.pt",
 *         budgets = {"psnr >= 31.5", "drift.canny <= 0.10 or warn"})
 * class VaeQualityTest {
 *
 *     @Test
 *     void keepsSkinTones(Measurements measured) {
 *         assertThat(measured).metric("psnr").in("faces").isAtLeast("31.5");
 *     }
 * }
 * }</pre>
 *
 * <p>The attributes are the parameters of the Maven plugin, under the same names and with the same meaning; relative paths start at the
 * module's folder. What an annotation leaves out is taken from the property {@code ae-gate.NAME}, which may be a system property or a
 * configuration parameter of the JUnit Platform.
 *
 * <p>On a method, or on a class in the class, it declares budgets of their own, or what those tests alone want measured. What it leaves
 * out is first taken from the annotation of the class around it, but for {@code budgets}, their waivers and {@code missing}; a thing
 * under test is replaced whole, together with {@code range}, {@code latent} and {@code quantize}, and a {@code baseline} together with
 * {@code baselineCheckpoint}.
 *
 * <p>An {@link AeWaiver} beside it lets one of its budgets be missed until a date. While the property {@code ae-gate.selfTest} is {@code
 * true}, each gate has a case {@code self-test} more, which fails if the budgets do not see damage.
 *
 * <p>It may stand on another annotation, to be used under that one's name, or on a superclass. More than one for the same class or
 * method is refused. Budgets are judged apart from Jupiter: {@code @BeforeAll} and its like do not run before them, so what is
 * evaluated must be there when tests begin. A class annotated with {@code @Disabled} is skipped, and so is every gate while the property
 * {@code ae-gate.skip} is {@code true}; what else decides whether a Jupiter test runs does not concern budgets.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@Testable
@ExtendWith(AeQualityExtension.class)
public @interface AeQuality {

    /** The images that go in: a folder, an {@code .npz}, or a list file of pairs. */
    String references() default "";

    /** The images that came out: a folder or an {@code .npz}. */
    String reconstructions() default "";

    /** The autoencoder under test: a TorchScript file. */
    String checkpoint() default "";

    /** A known architecture whose official weights are under test: {@code taesd}. */
    String architecture() default "";

    /** The weights of the architecture's encoder, {@code .pth} or {@code .safetensors}. */
    String encoder() default "";

    /** The weights of the architecture's decoder, {@code .pth} or {@code .safetensors}. */
    String decoder() default "";

    /** Of the pixels that the checkpoint takes and gives: {@code [0,1]} (the default) or {@code [-1,1]}. */
    String range() default "";

    /** What the checkpoint's {@code encode} returns: {@code tensor} (the default), or {@code moments}. */
    String latent() default "";

    /** Generated images, which belong to no reference, for {@code gfid} and its like: a folder or an {@code .npz}. */
    String generated() default "";

    /**
     * Networks of your own that drift is measured by, each {@code NAME = FILE key=value ...}; the metric of one is {@code drift.NAME}.
     */
    String[] projectors() default {};

    /** What to measure besides the metrics that budgets name. */
    String[] metrics() default {};

    /** What must hold. */
    String[] budgets() default {};

    /** A file of budgets, one a line. */
    String budgetsFile() default "";

    /** A CSV file with the columns {@code image} and {@code slice}. */
    String slices() default "";

    /**
     * The accepted measurements that regressions compare with: a {@code .json} beside its {@code .csv}, or a {@code .zip} of both; by
     * default {@code ae-gate/baseline.json}.
     */
    String baseline() default "";

    /** What the baseline was measured of, to be measured again where the environment is another. */
    String baselineCheckpoint() default "";

    /** Named baselines that budgets compare with by {@code vs}: {@code NAME} for {@code ae-gate/NAME.json}, or {@code NAME=FILE}. */
    String[] anchors() default {};

    /** Of each bound of a regression: over 0.5 and under 1 ({@code 0.95} by default), or {@code none} to compare points. */
    String confidence() default "";

    /** Images below which regressions of means and percentiles stay inconclusive; 0 for 30. */
    int minSamples() default 0;

    /** Whether a budget that the images leave open will {@code fail} (the default) or {@code warn}. */
    String onInconclusive() default "";

    /** How images are brought to size: {@code none} (the default), {@code center-crop:N} or {@code adm:N}. */
    String resize() default "";

    /** Whether 16-bit and CMYK images are converted instead of refused. */
    boolean convert() default false;

    /** How a checkpoint's floats become pixels: {@code round} (the default), {@code truncate} or {@code none}. */
    String quantize() default "";

    /** Whose script's numbers to print beside the metrics: {@code lightningdit}, {@code rae} or {@code vtp}. */
    String protocol() default "";

    /** An {@code .npz} with the {@code mu} and {@code sigma} that {@code gfid} and its like compare with instead of the references'. */
    String statistics() default "";

    /** An {@code .npz} to be written with the references' {@code mu} and {@code sigma}. */
    String exportStatistics() default "";

    /** Whether metrics of whole sets come with a standard error, by block jackknife. */
    boolean standardErrors() default false;

    /** {@code cpu} (the default), {@code cuda}, {@code cuda:N}, or {@code auto}: a CUDA device if PyTorch and the driver have one. */
    String device() default "";

    /** Of the metrics' networks: {@code fp32} (the default) or {@code bf16}. */
    String precision() default "";

    /** Images that go through a network together; 0 for as many as make half a million pixels. */
    int batchSize() default 0;

    /** Threads of the CPU; 0 for one a core. */
    int threads() default 0;

    /** A folder of official weight files, in which they are looked for first. */
    String weightsDirectory() default "";

    /** Weight files whose licence you accept where it forbids something, or such licences. */
    String[] acceptLicense() default {};

    /** Whether files of {@code weightsDirectory} are used that are not the official ones. */
    boolean allowUnverifiedWeights() default false;

    /** Where measurements, verdict and reports are written; by default {@code target/ae-gate/CLASS}. */
    String outputDirectory() default "";

    /**
     * What becomes of the cases when the checkpoint, the weights or the reconstructions are not there; the property
     * {@code ae-gate.missing=fail} makes them fail whatever is said here.
     */
    Missing missing() default Missing.FAIL;

    /** What an absent thing under test means. */
    enum Missing {
        /** A failure, because a gate that saw nothing must not pass. */
        FAIL,
        /** That budgets and tests are skipped, for machines that do not have the file, such as a laptop without the checkpoint. */
        SKIP
    }
}
