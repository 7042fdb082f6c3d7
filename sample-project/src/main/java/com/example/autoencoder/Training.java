package com.example.autoencoder;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import com.example.scenes.Picture;
import com.example.scenes.Scenes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Trains the network and writes it as TorchScript.
 *
 * <p>With images x, the posterior's mean μ and deviation σ, and noise ε from a standard normal distribution, the loss is
 * the mean squared error of the images and, lightly weighed, the divergence of the posterior from that distribution,
 * which keeps the latents near zero and lets them be sampled:
 *
 * <pre>
 *   L = mean (x̂ − x)² + β · mean ½ (μ² + σ² − ln σ² − 1),   x̂ = decode(μ + σ·ε)
 * </pre>
 *
 * <p>The mean squared error is what PSNR is made of. Adam lowers the loss, with a learning rate that rises in the first
 * steps and falls to zero along a half cosine. A rate of zero at the end makes runs end close together that have rounded
 * differently, on another machine for example.
 */
public final class Training implements AutoCloseable {

    /** Of another seed than {@link Scenes#EVALUATION}: what is judged must not have been learnt by heart. */
    private static final Scenes SCENES = new Scenes(20_250_131L);

    private static final int IMAGES = 208;
    private static final int CROP = 64;
    private static final int BATCH = 16;
    private static final int STEPS = 6000;
    private static final int WARM_UP = 200;
    private static final int SEED = 1;
    private static final int STEPS_PER_LINE = 200;

    private static final float LEARNING_RATE = 2e-3f;

    /** Adam forgets what gradients were like within about a hundred steps, not a thousand: there are only thousands. */
    private static final float SECOND_MOMENT_DECAY = 0.99f;

    /** Once the first hundred steps are over, a gradient this long is rare, and a single one could undo them all. */
    private static final double LARGEST_GRADIENT = 0.1;

    /** Small, because the images come first; with 0 the latents would know no bounds. */
    private static final float DIVERGENCE_WEIGHT = 1e-5f;

    private final NDManager manager;
    private final Network network;
    private final Optimizer optimizer;
    private final Crops crops;

    /**
     * What a step measured, before it changed the weights.
     *
     * @param loss the loss L
     * @param error its first term, the mean squared error of the images
     */
    record Step(float loss, float error) {

        /** Over the whole batch: 10 · log10(1 / MSE) in dB. */
        double psnr() {
            return -10 * Math.log10(error);
        }
    }

    /** A run of {@code steps} steps that has not begun; its seed decides on weights, crops and noise. */
    Training(List<Picture> pictures, int steps, int seed) {
        Engine.getInstance().setRandomSeed(seed);
        manager = NDManager.newBaseManager();
        network = new Network(manager);
        optimizer = Optimizer.adam()
                .optLearningRateTracker(learningRate(steps))
                .optBeta2(SECOND_MOMENT_DECAY)
                .build();
        crops = new Crops(pictures, CROP, seed);
    }

    /** Trains and writes the checkpoint to the file that is the only argument. */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 1) {
            throw new IllegalArgumentException(
                    "expected one argument, the checkpoint to write, not " + arguments.length + " arguments");
        }
        List<Picture> pictures = Crops.rendered(SCENES, IMAGES);
        try (Training training = new Training(pictures, STEPS, SEED)) {
            long start = System.nanoTime();
            for (int done = 1; done <= STEPS; done++) {
                Step step = training.step();
                if (done % STEPS_PER_LINE == 0) {
                    long left = (System.nanoTime() - start) / done * (STEPS - done) / 1_000_000_000;
                    System.out.printf(
                            Locale.ROOT,
                            "step %4d of %d   loss %.5f   psnr %.2f dB   %d min %02d s left%n",
                            done,
                            STEPS,
                            step.loss(),
                            step.psnr(),
                            left / 60,
                            left % 60);
                }
            }
            Export.write(training.network(), Path.of(arguments[0]));
        }
    }

    /** Draws a batch and moves the weights against the gradient of its loss. */
    Step step() {
        // All that a step makes lies outside the Java heap, and goes with the step's own manager.
        try (NDManager scope = manager.newSubManager();
                GradientCollector gradients = Engine.getInstance().newGradientCollector()) {
            NDArray images = crops.next(scope, BATCH);

            Network.Posterior posterior = network.encode(images);
            NDArray mean = posterior.mean();
            NDArray logVariance = posterior.logVariance();
            NDArray noise = scope.randomNormal(mean.getShape());
            NDArray latents = mean.add(logVariance.mul(0.5f).exp().mul(noise));

            NDArray error = network.decode(latents).sub(images).square().mean();
            NDArray divergence = mean.square()
                    .add(logVariance.exp())
                    .sub(logVariance)
                    .sub(1)
                    .mul(0.5f)
                    .mean();
            NDArray loss = error.add(divergence.mul(DIVERGENCE_WEIGHT));

            gradients.backward(loss);
            descend(scope);
            return new Step(loss.getFloat(), error.getFloat());
        }
    }

    /** One step of Adam, with all gradients scaled down together where their common norm exceeds the limit. */
    private void descend(NDManager scope) {
        Map<String, NDArray> gradients = new TreeMap<>();
        double squares = 0;
        for (Map.Entry<String, NDArray> weight : network.weights().entrySet()) {
            NDArray gradient = weight.getValue().getGradient();
            gradient.attach(scope);
            gradients.put(weight.getKey(), gradient);
            squares += gradient.square().sum().getFloat();
        }
        double scale = Math.min(1, LARGEST_GRADIENT / Math.sqrt(squares));
        gradients.forEach(
                (name, gradient) -> optimizer.update(name, network.weights().get(name), gradient.mul(scale)));
    }

    /** The network as the steps so far have made it; it closes with the training. */
    Network network() {
        return network;
    }

    @Override
    public void close() {
        manager.close();
    }

    private static Tracker learningRate(int steps) {
        return step -> {
            double warm = Math.min(1, (double) step / WARM_UP);
            double annealed = 0.5 * (1 + Math.cos(Math.PI * step / steps));
            return (float) (LEARNING_RATE * warm * annealed);
        };
    }
}
