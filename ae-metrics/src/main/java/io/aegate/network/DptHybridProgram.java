package io.aegate.network;

import io.aegate.weights.OfficialWeights;
import io.aegate.weights.StateDict;
import java.util.List;

/**
 * DPT-Hybrid of MiDaS v3, which sees the depth of a scene in one image, as a program.
 *
 * <p>Its encoder is a vision transformer (ViT-B/16) over the features of a residual network (ResNetV2-50 in TensorFlow's form); its decoder
 * reads two layers of each. Its depth is inverse and relative: larger is nearer, without unit, 0 at least.
 *
 * <p>Source: Ranftl et al., <i>Vision Transformers for Dense Prediction</i>, 2021; isl-org/MiDaS ({@code DPTDepthModel} with backbone {@code
 * vitb_rn50_384}), rwightman/pytorch-image-models ({@code vit_base_resnet50_384}).
 */
public final class DptHybridProgram {

    /** Of an image, for which the program is laid out. */
    static final int SIDE = 384;

    private static final String TITLE = "DPT-Hybrid";

    private final StateDict weights;

    private DptHybridProgram(StateDict weights) {
        this.weights = weights;
    }

    /**
     * The program of the network.
     *
     * @param weights the state dict of {@link OfficialWeights#DPT_HYBRID}
     */
    public static DptHybridProgram of(StateDict weights) {
        return new DptHybridProgram(weights);
    }

    /**
     * The network, ready on a device: of images whose sides are multiples of {@value MidasNetwork#MULTIPLE}, in RGB from −1 to 1, it gives
     * {@code count × height × width} inverse depths.
     *
     * @throws io.aegate.image.RefusedInputException if a tensor is missing, is one too many, or has another shape than the network's, or
     *     the device is not there
     */
    public ImageNetwork open(Device device, Precision precision) {
        TorchModule module = written(ConvolutionProgram.on(device, precision)).load(device);
        return new MidasNetwork(new ProgramNetwork(module, device.isCuda(), TITLE), TITLE);
    }

    /** Writes all of it to an empty program. */
    ConvolutionProgram written(ConvolutionProgram program) {
        NetworkWeights taken = new NetworkWeights(
                weights, NetworkWeights.Wording.official(TITLE, OfficialWeights.DPT_HYBRID.fileName()));
        new DptResNet(program, taken).write();
        new DptTransformer(program, taken).write();
        new MidasDecoder(
                        program,
                        taken,
                        new MidasDecoder.Shape(List.of(256, 512, 768, 768), List.of(256, 256, 256, 256), SIDE, true))
                .write();
        // What the transformer was trained for: to tell classes of images.
        taken.ignore(name -> name.startsWith("pretrained.model.norm.") || name.startsWith("pretrained.model.head."));
        taken.requireAllUsed();
        return program;
    }
}
