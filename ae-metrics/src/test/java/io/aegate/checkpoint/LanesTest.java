package io.aegate.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aegate.image.RefusedInputException;
import io.aegate.image.RgbImage;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LanesTest {

    private final AtomicInteger closed = new AtomicInteger();
    private final Set<Thread> prepared = ConcurrentHashMap.newKeySet();

    @Test
    void outputs_come_in_the_order_of_the_images() {
        try (Lanes lanes = lanes(3)) {
            List<float[]> outputs = lanes.reconstruct(images(20));

            assertThat(outputs)
                    .extracting(output -> output[0])
                    .isEqualTo(IntStream.range(0, 20).mapToObj(i -> (float) i).toList());
        }
    }

    @Test
    void every_thread_is_prepared_and_the_shared_module_closed_once() {
        try (Lanes lanes = lanes(2)) {
            lanes.reconstruct(images(5));
        }

        assertThat(prepared).isNotEmpty().doesNotContain(Thread.currentThread());
        assertThat(closed).hasValue(1);
    }

    @Test
    void what_one_image_is_refused_for_reaches_the_caller() {
        try (Lanes lanes = lanes(2)) {
            assertThatThrownBy(() -> lanes.reconstruct(images(101)))
                    .isInstanceOf(RefusedInputException.class)
                    .hasMessage("image 100 is refused.");
        }
    }

    private Lanes lanes(int count) {
        return new Lanes(count, FirstByte::new, () -> prepared.add(Thread.currentThread()));
    }

    private static List<RgbImage> images(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new RgbImage(1, 1, new byte[] {(byte) i, 0, 0}))
                .toList();
    }

    /** Gives each image's first byte, and refuses 100. */
    private final class FirstByte implements Autoencoder {

        @Override
        public List<float[]> reconstruct(List<RgbImage> images) {
            assertThat(images).hasSize(1);
            assertThat(prepared).contains(Thread.currentThread());
            byte first = images.get(0).pixels()[0];
            if (first == 100) {
                throw new RefusedInputException("image 100 is refused.");
            }
            return List.of(new float[] {first});
        }

        @Override
        public void close() {
            closed.incrementAndGet();
        }
    }
}
