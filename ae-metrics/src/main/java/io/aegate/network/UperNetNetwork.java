package io.aegate.network;

import io.aegate.image.ImageSize;
import io.aegate.image.RefusedInputException;
import io.aegate.image.RgbImage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * Labels of images, one image a call, which fills a CUDA device, too; on the CPU on one thread, for callers that are several.
 */
final class UperNetNetwork implements ImageNetwork {

    /** Pixels of the input that one of the last stage stands for. */
    private static final int SHORTEST_SIDE = 32;

    private final TorchModule module;

    UperNetNetwork(TorchModule module) {
        this.module = module;
    }

    /** @throws RefusedInputException also if the network cannot look at images as narrow as these */
    @Override
    public Output run(ByteBuffer planes, int count, ImageSize input, ImageSize original) {
        int bytes = ProgramNetwork.bytesOfEach(planes, count, input);
        if (input.shorterSide() < SHORTEST_SIDE) {
            throw new RefusedInputException(
                    "An image of %s is segmented as one of %s, where the network needs %d pixels along each side; measure images that are less narrow."
                            .formatted(original, input, SHORTEST_SIDE));
        }
        int pixels = Math.multiplyExact(original.width(), original.height());
        float[] labels = new float[Math.multiplyExact(count, pixels)];
        try {
            return TorchModule.onOneThread(() -> {
                for (int i = 0; i < count; i++) {
                    float[] each = labels(planes.slice(planes.position() + i * bytes, bytes), input, original);
                    System.arraycopy(each, 0, labels, i * pixels, pixels);
                }
                return new Output(List.of(count, original.height(), original.width()), labels);
            });
        } catch (ModuleCallException e) {
            throw e.of("The segmentation of an image of " + original);
        }
    }

    private float[] labels(ByteBuffer planes, ImageSize input, ImageSize original) {
        ByteBuffer size = ByteBuffer.allocateDirect(2 * Double.BYTES).order(ByteOrder.nativeOrder());
        size.putDouble(0, original.height()).putDouble(Double.BYTES, original.width());
        try (TorchScope scope = module.scope()) {
            return scope.call(
                            UperNetProgram.LABELS,
                            scope.floats(
                                    planes.order(ByteOrder.nativeOrder()),
                                    1,
                                    RgbImage.CHANNELS,
                                    input.height(),
                                    input.width()),
                            scope.doubles(size, 2))
                    .toFloatArray();
        }
    }

    @Override
    public void close() {
        module.close();
    }
}
