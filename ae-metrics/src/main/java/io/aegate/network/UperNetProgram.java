package io.aegate.network;

import io.aegate.weights.OfficialWeights;
import io.aegate.weights.StateDict;

/**
 * UPerNet on UniFormer-S as ControlNet uses it, which tells 150 classes of ADE20K apart, as a program.
 *
 * <p>It reads {@code N × 3 × H × W} floats, already resized and normalised, and gives {@code N × h × w} floats: the class 0 … 149 of each
 * pixel of an image as it was before it was resized. The network's logits are of a quarter of H × W; they are enlarged to H × W, then
 * resized to h × w (bilinear, pixel centres at halves, no antialias), and the greatest wins, the first of equals. H and W are 32 at least
 * and need not be multiples of anything.
 *
 * <p>Source: Li et al., <i>UniFormer: Unifying Convolution and Self-attention for Visual Recognition</i>, 2022; Xiao et al., <i>Unified
 * Perceptual Parsing for Scene Understanding</i>, 2018; lllyasviel/ControlNet, {@code upernet_global_small}.
 */
public final class UperNetProgram {

    /** From images, and the height and width that they had as doubles, to the classes of their pixels as floats. */
    static final String LABELS = "labels";

    /** From images to the logits at a quarter of their size. */
    static final String LOGITS = "logits";

    /**
     * From images to what some layers give: the first patches, the blocks of each stage, and of the head the top, the layer before the
     * logits, and the logits.
     */
    static final String STAGES = "stages";

    /** Of an image, for which the program is laid out: that of a photo of equal sides. */
    static final int TYPICAL_SIDE = 512;

    // What is added to the labels is 0, or NaN where a logit is no number, which no comparison would show.
    // Resizing is linear along each axis, so that two of them in a row are one matrix along each. Over some classes at
    // a time: all of
    // them would take several hundred MiB where images are large.
    private static final String METHODS = """
            def logits(self, x: Tensor) -> Tensor:
              x = self.head(torch.slice(self.backbone(self.opened(x)), 5))[2]
              return torch.contiguous(x)

            def labels(self, x: Tensor, original: Tensor) -> Tensor:
              logits = self.logits(x)
              count, classes, h, w = torch.size(logits)
              height = int(torch.select(original, 0, 0))
              width = int(torch.select(original, 0, 1))
              rows = torch.t(self.resizing(h, torch.size(x, 2), height, x))
              columns = self.resizing(w, torch.size(x, 3), width, x)
              area = torch.mul(count, torch.mul(ops.prim.max(height, h), width))
              step = ops.prim.min(classes, torch.add(torch.floordiv(4194304, area), 1))
              label = torch.zeros([count, height, width], dtype=6, layout=None, device=ops.prim.device(x), pin_memory=None)
              best = torch.sub(label, 3e+38)
              for i in range(torch.floordiv(torch.add(classes, torch.sub(step, 1)), step)):
                start = torch.mul(i, step)
                some = ops.prim.min(step, torch.sub(classes, start))
                part = torch.reshape(torch.narrow(logits, 1, start, some), [torch.mul(torch.mul(count, some), h), w])
                part = torch.view(torch.mm(part, columns), [torch.mul(count, some), h, width])
                part = torch.bmm(torch.expand(rows, [torch.mul(count, some), height, h]), part)
                value, index = torch.max(torch.view(part, [count, some, height, width]), 1)
                better = torch.gt(value, best)
                best = torch.where(better, value, best)
                label = torch.where(better, torch.to(torch.add(index, start), 6), label)
              return torch.add(label, torch.mul(torch.to(torch.sum(logits), 6), 0))

            def stages(self, x: Tensor) -> List[Tensor]:
              stages = self.backbone(self.opened(x))
              result = torch.add(torch.slice(stages, 0, 5), self.head(torch.slice(stages, 5)))
              return [torch.to(stage, 6) for stage in result]
            """;

    private final StateDict weights;

    private UperNetProgram(StateDict weights) {
        this.weights = weights;
    }

    /**
     * The program of a state dict.
     *
     * @param weights those of {@link OfficialWeights#UPERNET}; the auxiliary head, which is of training alone, is ignored
     */
    public static UperNetProgram of(StateDict weights) {
        return new UperNetProgram(weights);
    }

    /**
     * The network, ready to run.
     *
     * @throws io.aegate.image.RefusedInputException if a tensor is missing, is one too many, or has another shape than the network's, or
     *     the device is not there
     */
    public ImageNetwork open(Device device, Precision precision) {
        return new UperNetNetwork(load(device, precision));
    }

    TorchModule load(Device device, Precision precision) {
        return written(ConvolutionProgram.on(device, precision)).load(device);
    }

    /** Writes all of it to an empty program. */
    ConvolutionProgram written(ConvolutionProgram program) {
        NetworkWeights taken = new NetworkWeights(
                weights,
                NetworkWeights.Wording.official("the UPerNet of ControlNet", OfficialWeights.UPERNET.fileName()));
        new UniformerLayers(program, taken).write();
        new UperNetHead(program, taken).write();
        taken.ignore(name -> name.startsWith("auxiliary_head.") || name.endsWith(".num_batches_tracked"));
        taken.requireAllUsed();
        program.add("def opened(self, x: Tensor) -> Tensor:\n  return torch.contiguous("
                + (program.precision() == Precision.BF16 ? "torch.to(x, 15)" : "x") + ", memory_format=2)");
        return program.add(METHODS);
    }
}
