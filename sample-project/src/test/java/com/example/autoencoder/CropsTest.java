package com.example.autoencoder;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import com.example.scenes.Picture;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CropsTest {

    private static final int WIDTH = 9;
    private static final int HEIGHT = 7;
    private static final int SIZE = 4;

    /** Red tells the column, green the row, and blue the picture. */
    private final List<Picture> pictures = List.of(chart(50), chart(200));

    @Test
    void a_crop_is_a_part_of_a_picture_as_planes_from_0_to_1() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray batch = new Crops(pictures, SIZE, 1).next(manager, 20);

            assertThat(batch.getShape().getShape()).containsExactly(20, 3, SIZE, SIZE);
            int[] values = batch.mul(255).round().toType(DataType.INT32, false).toIntArray();
            for (int crop = 0; crop < 20; crop++) {
                int[] planes = Arrays.copyOfRange(values, crop * 48, crop * 48 + 48);
                int right = planes[1] - planes[0];
                assertThat(right).isIn(-1, 1);
                for (int pixel = 0; pixel < 16; pixel++) {
                    assertThat(planes[pixel]).isBetween(0, WIDTH - 1).isEqualTo(planes[0] + right * (pixel % 4));
                    assertThat(planes[16 + pixel]).isBetween(0, HEIGHT - 1).isEqualTo(planes[16] + pixel / 4);
                    assertThat(planes[32 + pixel]).isIn(50, 200).isEqualTo(planes[32]);
                }
            }
        }
    }

    @Test
    void every_place_picture_and_side_comes_up() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray batch = new Crops(pictures, SIZE, 1).next(manager, 1000);

            long places = (WIDTH - SIZE + 1) * (HEIGHT - SIZE + 1);
            assertThat(IntStream.range(0, 1000)
                            .mapToObj(crop -> Arrays.toString(batch.get(crop).toFloatArray()))
                            .distinct())
                    .hasSize((int) (places * 2 * 2));
        }
    }

    @Test
    void a_seed_gives_the_same_crops_again() {
        try (NDManager manager = NDManager.newBaseManager()) {
            float[] first = new Crops(pictures, SIZE, 7).next(manager, 8).toFloatArray();

            assertThat(new Crops(pictures, SIZE, 7).next(manager, 8).toFloatArray())
                    .isEqualTo(first);
            assertThat(new Crops(pictures, SIZE, 8).next(manager, 8).toFloatArray())
                    .isNotEqualTo(first);
        }
    }

    private static Picture chart(int blue) {
        byte[] rgb = new byte[3 * WIDTH * HEIGHT];
        for (int pixel = 0; pixel < WIDTH * HEIGHT; pixel++) {
            rgb[3 * pixel] = (byte) (pixel % WIDTH);
            rgb[3 * pixel + 1] = (byte) (pixel / WIDTH);
            rgb[3 * pixel + 2] = (byte) blue;
        }
        return new Picture(WIDTH, HEIGHT, rgb);
    }
}
