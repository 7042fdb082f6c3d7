package io.aegate.network;

import io.aegate.weights.StateDict;
import java.util.Set;

/**
 * The Inception V3 of the Fréchet inception distance, as a program.
 *
 * <p>It is TensorFlow's graph of 2015-12-05: average pools leave padding out of their means, the last block's pool takes the maximum, and
 * there are 1008 classes. Its method {@value #FEATURES} takes {@code N × H × W × 3} bytes of any size and gives a tensor {@code N ×
 * features} of floats for each layer that was asked for, in the order of {@link Layer}; {@value #RESIZED} gives the pixels that the network
 * sees, {@code N × 3 × 299 × 299} floats from 0 to 255.
 *
 * <p>Source: mseitzer/pytorch-fid, toshas/torch-fidelity, GaParmar/clean-fid.
 */
public final class InceptionProgram {

    public static final String FEATURES = "features";
    public static final String RESIZED = "resized";

    static final int SIDE = 299;

    /** Which features of an image; of an early layer the mean over its positions. */
    public enum Layer {
        /** After the first pool. */
        POOL1(64),
        /** After the second pool. */
        POOL2(192),
        /** The first seven channels of a branch at 17 × 17 positions, by row, column and channel. */
        SPATIAL(2023),
        /** After the last block of 17 × 17 positions. */
        MIXED6(768),
        /** After the last pool: what FID is defined by. */
        POOL3(2048),
        /** Of the classes, without bias. */
        LOGITS(1008);

        private final int width;

        Layer(int width) {
            this.width = width;
        }

        /** Features of an image. */
        public int width() {
            return width;
        }
    }

    /** How an image comes to 299 × 299 pixels in [−1, 1]. */
    public enum Convention {
        /** As pytorch-fid: bilinear, pixel centres at halves, no antialias; {@code 2x/255 − 1}. */
        PYTORCH_FID("""
                def resized(self, image: Tensor) -> Tensor:
                  x = torch.to(torch.permute(image, [0, 3, 1, 2]), 6)
                  return torch.upsample_bilinear2d(torch.contiguous(x), [299, 299], False)
                """, "torch.sub(torch.mul(x, 0.00784313725490196), 1.)"),
        /** As TensorFlow 1 and torch-fidelity: bilinear from position {@code i · size / 299}; {@code (x − 128)/128}. */
        TENSORFLOW("""
                def along(self, x: Tensor, dim: int) -> Tensor:
                  size = torch.size(x, dim)
                  place = torch.arange(299, dtype=7, layout=None, device=ops.prim.device(x), pin_memory=None)
                  place = torch.mul(place, torch.div(size, 299))
                  before = torch.to(torch.floor(place), 4)
                  after = torch.clamp_max(torch.add(before, 1), torch.sub(size, 1))
                  share = torch.to(torch.sub(place, before), 6)
                  if torch.eq(dim, 2):
                    share = torch.unsqueeze(share, 1)
                  else:
                    pass
                  x0 = torch.index_select(x, dim, before)
                  x1 = torch.index_select(x, dim, after)
                  return torch.add(x0, torch.mul(torch.sub(x1, x0), share))

                def resized(self, image: Tensor) -> Tensor:
                  x = torch.contiguous(torch.to(torch.permute(image, [0, 3, 1, 2]), 6))
                  return self.along(self.along(x, 2), 3)
                """, "torch.sub(torch.mul(x, 0.0078125), 1.)"),
        /** As clean-fid: Pillow's antialiased bicubic on floats, cut off at black and white; {@code 2x/255 − 1}. */
        CLEAN_FID("""
                def resized(self, image: Tensor) -> Tensor:
                  x = torch.contiguous(torch.to(torch.permute(image, [0, 3, 1, 2]), 6))
                  return torch.clamp(torch._upsample_bicubic2d_aa(x, [299, 299], False, None, None), 0., 255.)
                """, "torch.sub(torch.mul(x, 0.00784313725490196), 1.)");

        private final String resizer;
        private final String normalised;

        Convention(String resizer, String normalised) {
            this.resizer = resizer;
            this.normalised = normalised;
        }
    }

    private final Convention convention;
    private final Set<Layer> wanted;
    private final StateDict weights;

    private InceptionProgram(Convention convention, Set<Layer> wanted, StateDict weights) {
        this.convention = convention;
        this.wanted = wanted;
        this.weights = weights;
    }

    /**
     * The program that gives some layers' features, and computes no more than these need.
     *
     * @param weights the state dict of {@link io.aegate.weights.OfficialWeights#INCEPTION}
     */
    public static InceptionProgram of(Convention convention, Set<Layer> wanted, StateDict weights) {
        if (wanted.isEmpty()) {
            throw new IllegalArgumentException("a program gives one layer at least");
        }
        return new InceptionProgram(convention, Set.copyOf(wanted), weights);
    }

    /**
     * The program, loaded on a device.
     *
     * @throws io.aegate.image.RefusedInputException if a tensor is missing, is one too many, or has another shape than the network's, or
     *     the device is not there
     */
    public TorchModule load(Device device, Precision precision) {
        return written(ConvolutionProgram.on(device, precision)).load(device);
    }

    /** Writes all of it to an empty program. */
    ConvolutionProgram written(ConvolutionProgram program) {
        program.add(convention.resizer);
        program.add("def features(self, image: Tensor) -> List[Tensor]:\n  x = self.resized(image)\n  x = "
                + convention.normalised
                + (program.precision() == Precision.BF16 ? "\n  x = torch.to(x, 15)" : "")
                + "\n  x = torch.contiguous(x, memory_format=2)");
        new InceptionLayers(program, weights, wanted).write();
        return program;
    }
}
