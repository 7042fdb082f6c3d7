package io.aegate.network;

import io.aegate.image.RefusedInputException;
import io.aegate.weights.StateDict;
import io.aegate.weights.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The tiny autoencoders of the TAESD family (4, 16 or 32 latent channels, with or without taef2's middle blocks), as a program.
 *
 * <pre>
 *   block(x)    = relu(conv(relu(conv(relu(conv(x))))) + x)
 *   midblock(x) = block(x + pool(x)),  pool = conv 1×1 64→256, group norm of 4, relu, conv 1×1 256→64
 *   encoder     = conv · block · 3 × (conv stride 2 · 3 blocks) · conv to the latent
 *   decoder     = 3·tanh(x/3) · conv · relu · 3 × (3 blocks · nearest ×2 · conv) · block · conv to RGB
 * </pre>
 *
 * <p>Both halves take and give floats in [0, 1], unclamped. Tensor names are the sequential indices of the official files. Source:
 * madebyollin/taesd.
 */
public final class TaesdProgram {

    /** Pixels a latent position, along each side. */
    public static final int FACTOR = 8;

    private static final long WIDTH = 64;
    private static final long POOL = 256;
    private static final List<Long> LATENTS = List.of(4L, 16L, 32L);
    private static final NetworkWeights.Wording FAMILY = new NetworkWeights.Wording(
            "a network of the TAESD family has",
            "no network of the TAESD family has",
            "choose the file of the right half, or another architecture.",
            "choose its official file, or export the network as TorchScript and set checkpoint.");
    private static final String STRIDE_1 = "[1, 1]";
    private static final String STRIDE_2 = "[2, 2]";

    private final Map<String, Tensor> tensors = new LinkedHashMap<>();
    private final StringBuilder code = new StringBuilder();

    private TaesdProgram() {}

    /**
     * The program of an encoder and its decoder.
     *
     * @throws RefusedInputException if a tensor is missing, is one too many, or has another shape than the family's
     */
    public static TaesdProgram of(StateDict encoder, StateDict decoder) {
        TaesdProgram program = new TaesdProgram();
        long latent = program.encoder(encoder);
        program.decoder(decoder, latent);
        return program;
    }

    /** Writes it as a TorchScript archive with the methods {@code encode} and {@code decode}. */
    public void write(Path file) throws IOException {
        TorchScriptArchive.write(file, code.toString(), tensors);
    }

    private long encoder(StateDict weights) {
        Half half = new Half("e", weights);
        half.refuseIfOther("14.weight", "19.weight", "encoder", "decoder");
        List<Long> last = weights.get("14.weight").shape();
        long latent = last.isEmpty() ? 0 : last.get(0);
        if (!LATENTS.contains(latent)) {
            throw new RefusedInputException(
                    weights.fileName() + " makes " + latent
                            + " latent channels, where the TAESD family has 4, 16 or 32; choose the encoder's file of one of them.");
        }
        boolean middle = weights.tensors().containsKey("11.pool.0.weight");
        code.append("def encode(self, x: Tensor) -> Tensor:\n");
        half.conv("0", 3, WIDTH, STRIDE_1, true);
        half.block("1", false);
        for (int stage = 0; stage < 3; stage++) {
            int first = 2 + 4 * stage;
            half.conv(Integer.toString(first), WIDTH, WIDTH, STRIDE_2, false);
            for (int block = 1; block <= 3; block++) {
                half.block(Integer.toString(first + block), middle && stage == 2);
            }
        }
        half.conv("14", WIDTH, latent, STRIDE_1, true);
        half.weights.requireAllUsed();
        code.append("  return x\n");
        return latent;
    }

    private void decoder(StateDict weights, long latent) {
        Half half = new Half("d", weights);
        half.refuseIfOther("19.weight", "14.weight", "decoder", "encoder");
        boolean middle = weights.tensors().containsKey("3.pool.0.weight");
        code.append("def decode(self, x: Tensor) -> Tensor:\n");
        code.append("  x = torch.mul(torch.tanh(torch.div(x, 3.)), 3.)\n");
        half.conv("1", latent, WIDTH, STRIDE_1, true);
        code.append("  x = torch.relu_(x)\n");
        for (int stage = 0; stage < 3; stage++) {
            int first = 3 + 5 * stage;
            for (int block = 0; block < 3; block++) {
                half.block(Integer.toString(first + block), middle && stage == 0);
            }
            code.append("  x = torch.upsample_nearest2d(x, None, [2., 2.])\n");
            half.conv(Integer.toString(first + 4), WIDTH, WIDTH, STRIDE_1, false);
        }
        half.block("18", false);
        half.conv("19", WIDTH, 3, STRIDE_1, true);
        half.weights.requireAllUsed();
        code.append("  return x\n");
    }

    /** Emits layers of one half, each reading and setting {@code x}, and takes their tensors. */
    private final class Half {

        private final String prefix;
        private final StateDict file;
        private final NetworkWeights weights;

        Half(String prefix, StateDict file) {
            this.prefix = prefix;
            this.file = file;
            this.weights = new NetworkWeights(file, FAMILY);
        }

        /** The two halves' files are easily mistaken for each other; their last layers tell them apart. */
        void refuseIfOther(String last, String otherLast, String wanted, String given) {
            Set<String> names = file.tensors().keySet();
            if (!names.contains(last) && names.contains(otherLast)) {
                throw new RefusedInputException(
                        "%s is set as %s, but holds the weights of the %s; set encoder and decoder each to its own file."
                                .formatted(file.fileName(), wanted, given));
            }
        }

        void conv(String layer, long in, long out, String stride, boolean bias) {
            code.append("  x = ")
                    .append(convOf("x", layer, in, out, 3, stride, bias))
                    .append('\n');
        }

        void block(String layer, boolean middle) {
            if (middle) {
                String pool = layer + ".pool.";
                code.append("  p = ")
                        .append(convOf("x", pool + 0, WIDTH, POOL, 1, STRIDE_1, false))
                        .append('\n');
                code.append("  p = torch.group_norm(p, 4, ")
                        .append(tensor(pool + "1.weight", POOL))
                        .append(", ")
                        .append(tensor(pool + "1.bias", POOL))
                        .append(", 1e-05)\n");
                code.append("  x = torch.add(x, ")
                        .append(convOf("torch.relu_(p)", pool + 3, POOL, WIDTH, 1, STRIDE_1, false))
                        .append(")\n");
            }
            String body = "x";
            for (int i = 0; i < 3; i++) {
                body = convOf(body, layer + ".conv." + 2 * i, WIDTH, WIDTH, 3, STRIDE_1, true);
                body = i < 2 ? "torch.relu_(" + body + ")" : body;
            }
            code.append("  x = torch.relu_(torch.add(").append(body).append(", x))\n");
        }

        private String convOf(String input, String layer, long in, long out, int kernel, String stride, boolean bias) {
            String padding = kernel == 3 ? "[1, 1]" : "[0, 0]";
            return "torch.conv2d(" + input + ", " + tensor(layer + ".weight", out, in, kernel, kernel) + ", "
                    + (bias ? tensor(layer + ".bias", out) : "None") + ", " + stride + ", " + padding + ")";
        }

        private String tensor(String name, long... shape) {
            Tensor tensor = weights.take(name, shape);
            String attribute = prefix + name.replace('.', '_');
            tensors.put(attribute, Tensor.of(tensor.toFloats(), shape));
            return "self." + attribute;
        }
    }
}
