package io.aegate.evaluation;

import io.aegate.checkpoint.Autoencoder;
import io.aegate.checkpoint.Checkpoint;
import io.aegate.checkpoint.Latent;
import io.aegate.checkpoint.Range;
import io.aegate.checkpoint.TorchScriptCheckpoint;
import io.aegate.image.RgbImage;
import io.aegate.network.Device;
import io.aegate.network.TorchScriptArchive;
import io.aegate.weights.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Checkpoints that are quickly made: TorchScript modules with a {@code forward} and one number of state. */
public final class TestCheckpoints {

    private TestCheckpoints() {}

    /** Blurs its images somewhat. */
    public static Checkpoint blurring(Path folder) {
        return forward(folder, "return torch.avg_pool2d(x, [3, 3], [1, 1], [1, 1], False, False)");
    }

    /** Does what the lines say with {@code x} and {@code self.state}. */
    public static Checkpoint forward(Path folder, String body) {
        Path file = folder.resolve("vae.pt");
        try {
            TorchScriptArchive.write(
                    file,
                    "def forward(self, x: Tensor) -> Tensor:\n  " + body + "\n",
                    Map.of("state", Tensor.of(new float[1], 1)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new TorchScriptCheckpoint(file, Range.ZERO_TO_ONE, Latent.TENSOR);
    }

    static float[] reconstruct(Checkpoint checkpoint, RgbImage image) {
        try (Autoencoder autoencoder = checkpoint.open(Device.CPU)) {
            return autoencoder.reconstruct(List.of(image)).get(0);
        }
    }
}
