package io.aegate.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aegate.image.ImageSize;
import io.aegate.image.RefusedInputException;
import io.aegate.network.ImageNetwork.Output;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProgramNetworkTest {

    private static final ImageSize SIZE = new ImageSize(3, 2);

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void images_give_the_same_one_by_one_and_together(boolean together) {
        String sums = "def run(self, x: Tensor) -> Tensor:\n  return torch.permute(torch.sum(x, [2]), [0, 2, 1])";
        try (ImageNetwork network = network(sums, together)) {
            Output output = network.run(counting(2).position(4).slice().order(ByteOrder.nativeOrder()), 2, SIZE, SIZE);

            assertThat(output.shape()).containsExactly(2, 3, 3);
            assertThat(output.values())
                    .containsExactly(5, 17, 29, 7, 19, 31, 9, 21, 33, 41, 53, 65, 43, 55, 67, 45, 57, 69);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_network_that_fails_is_named_in_a_sentence(boolean together) {
        String failing = "def run(self, x: Tensor) -> Tensor:\n  return torch.view(x, [7])";
        try (ImageNetwork network = network(failing, together)) {
            ByteBuffer planes = counting(1).position(4).slice().order(ByteOrder.nativeOrder());
            assertThatThrownBy(() -> network.run(planes, 1, SIZE, SIZE))
                    .isInstanceOf(RefusedInputException.class)
                    .hasMessage(
                            "Sums of 3x2 could not be computed: 'run' failed: shape '[7]' is invalid for input of size"
                                    + " 18; where memory is short, lower threads, or measure smaller images.");
        }
    }

    @Test
    void answers_that_do_not_count_the_images_are_refused_and_not_mixed() {
        String uncounted = "def run(self, x: Tensor) -> Tensor:\n  return torch.view(x, [3, 6])";
        try (ImageNetwork network = network(uncounted, false)) {
            ByteBuffer planes = counting(2).position(4).slice().order(ByteOrder.nativeOrder());
            assertThatThrownBy(() -> network.run(planes, 2, SIZE, SIZE))
                    .isInstanceOf(RefusedInputException.class)
                    .hasMessage(
                            "Sums gives a tensor of shape [3, 6] for one image, where the first dimension is 1 and the"
                                    + " others are those of every image of its size; export a network whose first dimension counts"
                                    + " the images.");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void another_number_of_floats_than_the_images_have_is_a_mistake(int count) {
        try (ImageNetwork network = network("def run(self, x: Tensor) -> Tensor:\n  return x", false)) {
            ByteBuffer planes = counting(1).position(4).slice();
            assertThatThrownBy(() -> network.run(planes, count, SIZE, SIZE))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(count + " images of 3x2 are 72 bytes of floats each, not 72 in all");
        }
    }

    private static ImageNetwork network(String program, boolean cuda) {
        TorchModule module =
                ConvolutionProgram.plain(Precision.FP32).add(program).load(Device.CPU);
        return new ProgramNetwork(module, cuda, "Sums");
    }

    /** A float that belongs to no image, then 1, 2, … */
    private static ByteBuffer counting(int images) {
        int floats = 1 + images * 3 * SIZE.width() * SIZE.height();
        ByteBuffer buffer = ByteBuffer.allocateDirect(floats * Float.BYTES).order(ByteOrder.nativeOrder());
        for (int i = 0; i < floats; i++) {
            buffer.putFloat(i * Float.BYTES, i);
        }
        return buffer;
    }
}
