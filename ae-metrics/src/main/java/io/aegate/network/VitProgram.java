package io.aegate.network;

import io.aegate.image.ImageSize;
import io.aegate.image.RefusedInputException;
import io.aegate.network.LinearLayer.Activation;
import io.aegate.weights.OfficialWeights;
import io.aegate.weights.StateDict;
import java.nio.ByteBuffer;

/**
 * The vision transformers of CLIP (ViT-B/32) and DINOv2 (ViT-B/14) as one program: an image's embedding.
 *
 * <pre>
 *   x = [class, patches] + positions;  CLIP: x = norm(x)
 *   x = x + proj(softmax(q·kᵀ/8) · v),  q, k, v = qkv(norm(x)), 12 heads of 64
 *   x = x + fc2(act(fc1(norm(x)))),     12 times both; DINOv2 scales what is added, channel by channel
 *   embedding = norm(x[0]);             CLIP: embedding · projection
 * </pre>
 *
 * <p>CLIP: ε = 1e−5, act(x) = x · sigmoid(1.702x), 512 numbers. DINOv2: ε = 1e−6, act is the exact GELU, 768 numbers. What is added up and
 * normalised is of 32-bit floats in either precision.
 *
 * <p>Source: Radford et al., <i>Learning Transferable Visual Models From Natural Language Supervision</i>, 2021 (openai/CLIP); Oquab et al.,
 * <i>DINOv2</i>, 2023 (facebookresearch/dinov2).
 */
public final class VitProgram {

    private static final int CLIP_SIDE = 224;

    private final Architecture architecture;
    private final StateDict weights;

    private VitProgram(Architecture architecture, StateDict weights) {
        this.architecture = architecture;
        this.weights = weights;
    }

    /** Which of the two networks. */
    enum Architecture {
        CLIP("CLIP", OfficialWeights.CLIP, 32, 7, 1e-5, Activation.SILU),
        DINOV2("DINOv2", OfficialWeights.DINOV2, 14, 37, 1e-6, Activation.GELU);

        private final String title;
        private final OfficialWeights official;
        private final int patch;
        private final int grid;
        private final double epsilon;
        private final Activation activation;

        Architecture(
                String title, OfficialWeights official, int patch, int grid, double epsilon, Activation activation) {
            this.title = title;
            this.official = official;
            this.patch = patch;
            this.grid = grid;
            this.epsilon = epsilon;
            this.activation = activation;
        }

        OfficialWeights official() {
            return official;
        }

        String title() {
            return title;
        }

        /** Pixels of a patch along each side. */
        int patch() {
            return patch;
        }

        /** Patches along each side of an image that its positions were learnt for. */
        int grid() {
            return grid;
        }

        double epsilon() {
            return epsilon;
        }

        Activation activation() {
            return activation;
        }

        private boolean takes(ImageSize size) {
            return switch (this) {
                case CLIP -> size.width() == CLIP_SIDE && size.height() == CLIP_SIDE;
                case DINOV2 -> size.width() % patch == 0 && size.height() % patch == 0;
            };
        }
    }

    /**
     * CLIP's ViT-B/32, which takes images of 224x224 and gives {@code N × 512} numbers.
     *
     * @param weights the official file of {@link OfficialWeights#CLIP}; what it holds for texts is ignored
     */
    public static VitProgram clip(StateDict weights) {
        return new VitProgram(Architecture.CLIP, weights);
    }

    /**
     * DINOv2's ViT-B/14, which takes images whose sides are multiples of 14 and gives {@code N × 768} numbers. For any size but 518x518,
     * which they were learnt for, positions are interpolated bicubically (a = −0.75, no antialias), by the factor {@code (side/14 +
     * 0.1)/37}, as its authors do.
     *
     * @param weights the official file of {@link OfficialWeights#DINOV2}
     */
    public static VitProgram dinov2(StateDict weights) {
        return new VitProgram(Architecture.DINOV2, weights);
    }

    /**
     * The network on a device; it refuses images of other sizes by {@link io.aegate.image.RefusedInputException}.
     *
     * @throws io.aegate.image.RefusedInputException if a tensor is missing, is one too many, or has another shape than the network's, or
     *     the device is not there
     */
    public ImageNetwork open(Device device, Precision precision) {
        TorchModule module = written(ConvolutionProgram.on(device, precision)).load(device);
        return new Sized(architecture, new ProgramNetwork(module, device.isCuda(), architecture.title));
    }

    /** Writes all of it to an empty program. */
    ConvolutionProgram written(ConvolutionProgram program) {
        new VitLayers(program, architecture, weights).write();
        return program;
    }

    /** A network that takes images of some sizes. */
    private record Sized(Architecture architecture, ImageNetwork network) implements ImageNetwork {

        @Override
        public Output run(ByteBuffer planes, int count, ImageSize input, ImageSize original) {
            if (!architecture.takes(input)) {
                throw new RefusedInputException(architecture.title + " takes images of "
                        + (architecture == Architecture.CLIP ? "224x224" : "sides that are multiples of 14")
                        + ", not of " + input + "; set resize of its projector, for example to torchvision-crop:224.");
            }
            return network.run(planes, count, input, original);
        }

        @Override
        public void close() {
            network.close();
        }
    }
}
