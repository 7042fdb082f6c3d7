package io.aegate.network;

import io.aegate.image.ImageSize;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A network that looks at images and gives one tensor: depth, logits, an embedding. Safe for use by several threads.
 *
 * <p>Pixels come in as the network wants them: how an image is resized and normalised is the descriptor's of whoever calls.
 */
public interface ImageNetwork extends AutoCloseable {

    /**
     * Looks at images of one size.
     *
     * @param planes {@code count × 3 × height × width} floats in a direct buffer of native order
     * @param count how many images
     * @param input the size that they have in the buffer
     * @param original the size that they had before they were resized, for networks whose answer is of that size
     * @throws ModuleCallException if the network fails
     */
    Output run(ByteBuffer planes, int count, ImageSize input, ImageSize original);

    @Override
    void close();

    /**
     * A tensor of floats in C order.
     *
     * @param shape its dimensions, the images first
     */
    record Output(List<Integer> shape, float[] values) {

        public Output {
            shape = List.copyOf(shape);
        }
    }
}
