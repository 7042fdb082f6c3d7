package com.example.autoencoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.example.scenes.Picture;
import com.example.scenes.Scenes;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** The training data: square crops from random places of random pictures, in an order that the seed decides. */
final class Crops {

    private final List<Picture> pictures;
    private final int size;
    private final Random random;

    /** Crops of {@code size}×{@code size} pixels of pictures that are at least as large. */
    Crops(List<Picture> pictures, int size, long seed) {
        this.pictures = List.copyOf(pictures);
        this.size = size;
        this.random = new Random(seed);
    }

    /** The first {@code count} pictures of a set. */
    static List<Picture> rendered(Scenes scenes, int count) {
        return IntStream.range(0, count).parallel().mapToObj(scenes::render).toList();
    }

    /** The next {@code count} crops (N, 3, size, size) in [0, 1]. */
    NDArray next(NDManager manager, int count) {
        float[] values = new float[count * 3 * size * size];
        for (int crop = 0; crop < count; crop++) {
            Picture picture = pictures.get(random.nextInt(pictures.size()));
            int left = random.nextInt(picture.width() - size + 1);
            int top = random.nextInt(picture.height() - size + 1);
            boolean mirrored = random.nextBoolean();
            copy(picture, left, top, mirrored, values, crop * 3 * size * size);
        }
        return manager.create(values, new Shape(count, 3, size, size));
    }

    /** Bytes of pixels, three to each, become planes of red, green and blue. */
    private void copy(Picture picture, int left, int top, boolean mirrored, float[] values, int start) {
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                int column = left + (mirrored ? size - 1 - x : x);
                int pixel = (top + y) * picture.width() + column;
                for (int colour = 0; colour < 3; colour++) {
                    int value = Byte.toUnsignedInt(picture.rgb()[3 * pixel + colour]);
                    values[start + (colour * size + y) * size + x] = value / 255f;
                }
            }
        }
    }
}
