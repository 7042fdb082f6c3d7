package io.aegate.network;

import ai.djl.ndarray.NDArray;
import io.aegate.image.ImageSize;
import io.aegate.image.RefusedInputException;
import io.aegate.image.RgbImage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A program of ours as a network that looks at images.
 *
 * <p>Its method {@value #RUN} takes {@code N × 3 × H × W} floats and gives one tensor of floats whose first dimension are the images. On
 * the CPU it is called with one image at a time, on one thread; on a CUDA device with all of them.
 */
final class ProgramNetwork implements ImageNetwork {

    static final String RUN = "run";

    private final TorchModule module;
    private final boolean cuda;
    private final String title;
    private final String method;

    /**
     * A loaded program.
     *
     * @param title the network, as messages name it
     */
    ProgramNetwork(TorchModule module, boolean cuda, String title) {
        this(module, cuda, title, RUN);
    }

    /** A loaded module whose method of that name does as {@value #RUN} does. */
    ProgramNetwork(TorchModule module, boolean cuda, String title, String method) {
        this.module = module;
        this.cuda = cuda;
        this.title = title;
        this.method = method;
    }

    @Override
    public Output run(ByteBuffer planes, int count, ImageSize input, ImageSize original) {
        int bytes = bytesOfEach(planes, count, input);
        try {
            return cuda
                    ? call(planes, count, input)
                    : TorchModule.onOneThread(() -> together(eachImage(planes, count, bytes, input)));
        } catch (ModuleCallException e) {
            throw e.of(title + " of " + input);
        }
    }

    /** How many bytes of the planes each image has; planes of another size than they are said to have are a mistake. */
    static int bytesOfEach(ByteBuffer planes, int count, ImageSize input) {
        int bytes =
                Math.multiplyExact(RgbImage.CHANNELS * Float.BYTES, Math.multiplyExact(input.width(), input.height()));
        if (count < 1 || planes.remaining() != (long) count * bytes) {
            throw new IllegalArgumentException("%d images of %s are %d bytes of floats each, not %d in all"
                    .formatted(count, input, bytes, planes.remaining()));
        }
        return bytes;
    }

    private Output[] eachImage(ByteBuffer planes, int count, int bytes, ImageSize input) {
        Output[] outputs = new Output[count];
        for (int i = 0; i < count; i++) {
            outputs[i] = call(planes.slice(planes.position() + i * bytes, bytes), 1, input);
        }
        return outputs;
    }

    private Output call(ByteBuffer planes, int count, ImageSize input) {
        try (TorchScope scope = module.scope()) {
            NDArray images = scope.floats(
                    planes.slice().order(ByteOrder.nativeOrder()),
                    count,
                    RgbImage.CHANNELS,
                    input.height(),
                    input.width());
            NDArray output = scope.toFloats(scope.call(method, images));
            List<Integer> shape = Arrays.stream(output.getShape().getShape())
                    .mapToObj(Math::toIntExact)
                    .toList();
            return new Output(shape, output.toFloatArray());
        }
    }

    /** What is not one answer for each image, alike in shape, would put one image's numbers into another's. */
    private Output together(Output... outputs) {
        List<Integer> shape = outputs[0].shape();
        for (Output output : outputs) {
            if (shape.isEmpty() || shape.get(0) != 1 || !output.shape().equals(shape)) {
                throw new RefusedInputException(title + " gives a tensor of shape " + output.shape()
                        + " for one image, where the first dimension is 1 and the others are those of every image of its size;"
                        + " export a network whose first dimension counts the images.");
            }
        }
        int width = outputs[0].values().length;
        float[] values = new float[Math.multiplyExact(width, outputs.length)];
        for (int i = 0; i < outputs.length; i++) {
            System.arraycopy(outputs[i].values(), 0, values, i * width, width);
        }
        List<Integer> ofAll = new ArrayList<>(shape);
        ofAll.set(0, outputs.length);
        return new Output(ofAll, values);
    }

    @Override
    public void close() {
        module.close();
    }
}
