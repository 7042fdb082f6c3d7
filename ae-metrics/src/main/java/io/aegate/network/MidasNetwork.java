package io.aegate.network;

import io.aegate.image.ImageSize;
import io.aegate.image.RefusedInputException;
import java.nio.ByteBuffer;

/** A network of MiDaS, which halves an image five times: other sides than multiples of {@value #MULTIPLE} are not its. */
final class MidasNetwork implements ImageNetwork {

    static final int MULTIPLE = 32;

    private final ImageNetwork network;
    private final String title;

    MidasNetwork(ImageNetwork network, String title) {
        this.network = network;
        this.title = title;
    }

    /** @throws RefusedInputException if a side of {@code input} is no multiple of {@value #MULTIPLE} */
    @Override
    public Output run(ByteBuffer planes, int count, ImageSize input, ImageSize original) {
        if (input.shorterSide() < MULTIPLE || input.width() % MULTIPLE != 0 || input.height() % MULTIPLE != 0) {
            throw new RefusedInputException(
                    "%s takes sides that are multiples of %d, not %s; set resize of its projector, for example to midas-minimal:384."
                            .formatted(title, MULTIPLE, input));
        }
        return network.run(planes, count, input, original);
    }

    @Override
    public void close() {
        network.close();
    }
}
