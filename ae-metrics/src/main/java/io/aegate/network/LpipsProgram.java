package io.aegate.network;

import io.aegate.image.RefusedInputException;
import io.aegate.network.ConvolutionProgram.Convolution;
import io.aegate.network.ConvolutionProgram.Padding;
import io.aegate.network.ConvolutionProgram.Typical;
import io.aegate.weights.OfficialWeights;
import io.aegate.weights.StateDict;
import io.aegate.weights.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * LPIPS v0.1 as a program: what a network trained for classification sees of two images, compared layer by layer.
 *
 * <pre>
 *   x, y  = (2·image − 1 − shift) / scale,  shift = (−.030, −.088, −.188),  scale = (.458, .448, .450)
 *   û     = u / (‖u‖ + 1e−10) over the channels u of a layer at one position
 *   layer = mean over positions of Σ w_c · (x̂_c − ŷ_c)²,  w = the layer's linear weights
 *   LPIPS = Σ layers
 * </pre>
 *
 * <p>Its methods take the references as {@code N × H × W × 3} bytes and their reconstructions as that, or as {@code N × 3 × H × W} floats
 * in [0, 1]. {@value #DISTANCES} gives {@code N × (1 + layers)} doubles, the sum first; {@value #MAP} gives {@code N × H × W} floats: the
 * layers' positions enlarged bilinearly to the image (pixel centres at halves) and added up.
 *
 * <p>Source: Zhang et al., <i>The Unreasonable Effectiveness of Deep Features as a Perceptual Metric</i>, 2018; richzhang/PerceptualSimilarity.
 */
public final class LpipsProgram {

    public static final String DISTANCES = "distances";
    public static final String MAP = "map";

    private static final String HEAD = """
            # By rows: three values at a time are a loop of three steps to PyTorch.
            def normalised(self, x: Tensor) -> Tensor:
              count, height, width, channels = torch.size(x)
              rows = torch.reshape(torch.to(x, 6), [torch.mul(count, height), torch.mul(width, channels)])
              rows = torch.addcmul(torch.repeat(self.offset, [width]), rows, torch.repeat(self.gain, [width]))
              return torch.permute(torch.view(rows, [count, height, width, channels]), [0, 3, 1, 2])

            def both(self, x: Tensor, y: Tensor) -> Tensor:
              if torch.is_floating_point(y):
                y = torch.mul(torch.permute(y, [0, 2, 3, 1]), 255.)
                both = torch.cat([torch.to(x, 6), y])
              else:
                both = torch.cat([x, y])
              return self.normalised(both)

            # Over chunks of positions that stay in the cache. Never as x² + y² − 2xy: close images would cancel out.
            def compared(self, features: Tensor, weights: Tensor) -> Tensor:
              features = torch.permute(features, [0, 2, 3, 1])
              count = torch.floordiv(torch.size(features, 0), 2)
              height = torch.size(features, 1)
              width = torch.size(features, 2)
              channels = torch.size(features, 3)
              positions = torch.mul(torch.mul(count, height), width)
              features = torch.reshape(features, [torch.mul(positions, 2), channels])
              step = torch.floordiv(65536, channels)
              result = annotate(List[Tensor], [])
              for i in range(torch.floordiv(torch.add(positions, torch.sub(step, 1)), step)):
                start = torch.mul(i, step)
                length = ops.prim.min(step, torch.sub(positions, start))
                x = torch.to(torch.narrow(features, 0, start, length), 6)
                y = torch.to(torch.narrow(features, 0, torch.add(positions, start), length), 6)
                x = torch.mul(x, torch.reciprocal(torch.add(torch.linalg_vector_norm(x, 2, [1], True), 1e-10)))
                y = torch.mul(y, torch.reciprocal(torch.add(torch.linalg_vector_norm(y, 2, [1], True), 1e-10)))
                d = torch.sub_(x, y)
                _0 = torch.append(result, torch.mv(torch.mul_(d, d), weights))
              return torch.view(torch.cat(result), [count, height, width])
            """;

    private static final String TAIL = """
            def distances(self, x: Tensor, y: Tensor) -> Tensor:
              layers = annotate(List[Tensor], [])
              for layer in self.layers(x, y):
                _0 = torch.append(layers, torch.mean(torch.to(layer, 7), [1, 2]))
              result = torch.stack(layers, 1)
              return torch.cat([torch.sum(result, [1], True), result], 1)

            def map(self, x: Tensor, y: Tensor) -> Tensor:
              size = [torch.size(x, 1), torch.size(x, 2)]
              layers = annotate(List[Tensor], [])
              for layer in self.layers(x, y):
                enlarged = torch.upsample_bilinear2d(torch.unsqueeze(layer, 1), size, False)
                _0 = torch.append(layers, torch.squeeze(enlarged, 1))
              return torch.sum(torch.stack(layers), [0])
            """;

    private static final float[] SHIFT = {-.030f, -.088f, -.188f};
    private static final float[] SCALE = {.458f, .448f, .450f};
    private static final double WHITE = 255;

    /** Of an image, for which the program is laid out. */
    private static final int TYPICAL_SIDE = 256;

    private final Backbone backbone;
    private final StateDict features;
    private final StateDict linear;

    private LpipsProgram(Backbone backbone, StateDict features, StateDict linear) {
        this.backbone = backbone;
        this.features = features;
        this.linear = linear;
    }

    /** The network whose layers are compared. */
    public enum Backbone {
        ALEX("AlexNet", OfficialWeights.ALEXNET, OfficialWeights.LPIPS_ALEX, 5),
        VGG("VGG16", OfficialWeights.VGG16, OfficialWeights.LPIPS_VGG, 5),
        SQUEEZE("SqueezeNet 1.1", OfficialWeights.SQUEEZENET, OfficialWeights.LPIPS_SQUEEZE, 7);

        private final String title;
        private final OfficialWeights features;
        private final OfficialWeights linear;
        private final int layers;

        Backbone(String title, OfficialWeights features, OfficialWeights linear, int layers) {
            this.title = title;
            this.features = features;
            this.linear = linear;
            this.layers = layers;
        }

        /** As its authors write it. */
        public String title() {
            return title;
        }

        /** The file of the network. */
        public OfficialWeights features() {
            return features;
        }

        /** The file of the linear weights. */
        public OfficialWeights linear() {
            return linear;
        }

        /** Layers that are compared. */
        public int layers() {
            return layers;
        }

        private List<Integer> channels() {
            return switch (this) {
                case ALEX -> List.of(64, 192, 384, 256, 256);
                case VGG -> List.of(64, 128, 256, 512, 512);
                case SQUEEZE -> List.of(64, 128, 256, 384, 384, 512, 512);
            };
        }
    }

    /**
     * The program of a network with its linear weights.
     *
     * @param features the official torchvision state dict; what it holds for classification is ignored
     * @param linear the official weights of LPIPS v0.1
     */
    public static LpipsProgram of(Backbone backbone, StateDict features, StateDict linear) {
        return new LpipsProgram(backbone, features, linear);
    }

    /**
     * The program, loaded on a device.
     *
     * @throws RefusedInputException if a tensor is missing, is one too many, or has another shape than the network's, or the device is
     *     not there
     */
    public TorchModule load(Device device, Precision precision) {
        return written(ConvolutionProgram.on(device, precision)).load(device);
    }

    /** Writes all of it to an empty program. */
    ConvolutionProgram written(ConvolutionProgram program) {
        float[] gain = new float[SCALE.length];
        float[] offset = new float[SCALE.length];
        for (int i = 0; i < SCALE.length; i++) {
            gain[i] = (float) (2 / (WHITE * SCALE[i]));
            offset[i] = -(1 + SHIFT[i]) / SCALE[i];
        }
        program.tensor("gain", Tensor.of(gain, SCALE.length));
        program.tensor("offset", Tensor.of(offset, SCALE.length));
        program.add(HEAD);
        Layers layers = new Layers(program);
        program.add("def layers(self, x: Tensor, y: Tensor) -> List[Tensor]:\n  x = self.both(x, y)"
                + (program.precision() == Precision.BF16 ? "\n  x = torch.to(x, 15)" : ""));
        layers.write();
        return program.add(TAIL);
    }

    /** Writes the network's layers, each reading and setting {@code x}. */
    private final class Layers {

        private final ConvolutionProgram program;
        private final NetworkWeights weights;
        private final NetworkWeights linearWeights;
        private final List<String> results = new ArrayList<>();

        /** Of an image where the next layer reads it. */
        private int side = TYPICAL_SIDE;

        Layers(ConvolutionProgram program) {
            this.program = program;
            this.weights = new NetworkWeights(
                    features, NetworkWeights.Wording.official(backbone.title, backbone.features.fileName()));
            this.linearWeights = new NetworkWeights(
                    linear,
                    NetworkWeights.Wording.official("LPIPS with " + backbone.title, backbone.linear.fileName()));
        }

        void write() {
            switch (backbone) {
                case ALEX -> alex();
                case VGG -> vgg();
                case SQUEEZE -> squeeze();
            }
            weights.ignore(name -> name.startsWith("classifier."));
            weights.requireAllUsed();
            linearWeights.requireAllUsed();
            program.add("  return [" + String.join(", ", results) + "]");
        }

        private void alex() {
            convolution("0", 3, 64, 11, 4, 2);
            tap();
            pool(3, false);
            convolution("3", 64, 192, 5, 1, 2);
            tap();
            pool(3, false);
            convolution("6", 192, 384, 3, 1, 1);
            tap();
            convolution("8", 384, 256, 3, 1, 1);
            tap();
            convolution("10", 256, 256, 3, 1, 1);
            tap();
        }

        private void vgg() {
            int layer = 0;
            int in = 3;
            for (int stage = 0; stage < 5; stage++) {
                int out = backbone.channels().get(stage);
                if (stage > 0) {
                    pool(2, false);
                    layer++;
                }
                for (int i = 0; i < (stage < 2 ? 2 : 3); i++) {
                    convolution(Integer.toString(layer), in, out, 3, 1, 1);
                    in = out;
                    layer += 2;
                }
                tap();
            }
        }

        private void squeeze() {
            convolution("0", 3, 64, 3, 2, 0);
            tap();
            pool(3, true);
            fire(3, 64, 16);
            fire(4, 128, 16);
            tap();
            pool(3, true);
            fire(6, 128, 32);
            fire(7, 256, 32);
            tap();
            pool(3, true);
            fire(9, 256, 48);
            tap();
            fire(10, 384, 48);
            tap();
            fire(11, 384, 64);
            tap();
            fire(12, 512, 64);
            tap();
        }

        private void fire(int layer, int in, int squeezed) {
            convolution(layer + ".squeeze", in, squeezed, 1, 1, 0);
            int out = 4 * squeezed;
            program.add("  x = torch.cat(["
                    + expression(layer + ".expand1x1", squeezed, out, 1, 1, 0) + ", "
                    + expression(layer + ".expand3x3", squeezed, out, 3, 1, 1) + "], 1)");
        }

        private void convolution(String layer, int in, int out, int kernel, int stride, int padding) {
            program.add("  x = " + expression(layer, in, out, kernel, stride, padding));
            side = (side + 2 * padding - kernel) / stride + 1;
        }

        private String expression(String layer, int in, int out, int kernel, int stride, int padding) {
            String name = "features." + layer;
            return program.convolution(
                    "x",
                    new Convolution(
                            name.replace('.', '_'),
                            weights.take(name + ".weight", out, in, kernel, kernel),
                            weights.take(name + ".bias", out),
                            stride,
                            Padding.of(padding),
                            true,
                            new Typical(2, side, side)));
        }

        private void pool(int window, boolean ceiling) {
            side = (side - window + (ceiling ? 1 : 0)) / 2 + 1;
            program.add("  x = torch.max_pool2d(x, [%1$d, %1$d], [2, 2], [0, 0], [1, 1], %2$s)"
                    .formatted(window, ceiling ? "True" : "False"));
        }

        private void tap() {
            int layer = results.size();
            int channels = backbone.channels().get(layer);
            Tensor tensor = linearWeights.take("lin" + layer + ".model.1.weight", 1, channels, 1, 1);
            String lin = program.tensor("lin" + layer, Tensor.of(tensor.toFloats(), channels));
            String result = "layer" + layer;
            program.add("  " + result + " = self.compared(x, " + lin + ")");
            results.add(result);
        }
    }
}
